-- What sizing by load needs. Only additions that may be null, so that the registry of the version
-- before goes on working on these tables.

-- How many requests one replica of the pool shall have at a time; null for the autoscaler's default.
ALTER TABLE pools
    ADD COLUMN target_in_flight integer
        CHECK (target_in_flight BETWEEN 1 AND 10000);

-- Where the autoscaler hears the gateway's load; null when the gateway does not say.
ALTER TABLE gateways ADD COLUMN signal_address text;
