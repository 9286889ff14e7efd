-- Runs once, when the database is made: a role for each service, which owns the schema of its name.
-- The passwords come from the environment; a missing one is a syntax error, so nothing is defaulted.
\set ON_ERROR_STOP on
\getenv registry_password SLIPWAY_DB_REGISTRY_PASSWORD
\getenv store_password SLIPWAY_DB_STORE_PASSWORD

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON DATABASE slipway FROM PUBLIC;

CREATE ROLE registry LOGIN PASSWORD :'registry_password';
CREATE SCHEMA registry AUTHORIZATION registry;
GRANT CONNECT ON DATABASE slipway TO registry;
ALTER ROLE registry IN DATABASE slipway SET search_path = registry;

CREATE ROLE store LOGIN PASSWORD :'store_password';
CREATE SCHEMA store AUTHORIZATION store;
GRANT CONNECT ON DATABASE slipway TO store;
ALTER ROLE store IN DATABASE slipway SET search_path = store;
