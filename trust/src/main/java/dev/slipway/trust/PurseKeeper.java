package dev.slipway.trust;

/** Keeps a purse over a restart. Never throws: what cannot be kept or read is said in the log. */
public interface PurseKeeper {
    /** For services that have nothing to do while the registry is away. */
    PurseKeeper NONE =
            new PurseKeeper() {
                @Override
                public Purse last() {
                    return Purse.EMPTY;
                }

                @Override
                public void keep(Purse purse) {}
            };

    /** The purse that was kept last; an empty one when there is none. */
    Purse last();

    void keep(Purse purse);
}
