"""Dead rows and index density after what the parts before did, with the default autovacuum.

Rows: pgstattuple reads the pages themselves; small tables whole, large ones by the visibility map
(pgstattuple_approx). A table of a size that matters may be one fifth dead. Indexes: average density
of leaf pages; one whose entries come and go (a queue) may be sparse, but then it must be small."""

SIZE_THAT_MATTERS = 16 * 1024 * 1024
DEAD_PERCENT_MAX = 20
LEAF_DENSITY_MIN = 50
# Rows that come and go at thousands a second until autovacuum looks once a minute.
QUEUE_INDEX_BYTES_MAX = 256 * 1024 * 1024

TABLES = """
SELECT c.oid::regclass::text, pg_table_size(c.oid), s.n_live_tup, s.n_dead_tup,
       s.autovacuum_count, s.n_tup_upd, s.n_tup_hot_upd
FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.relnamespace = 'sagaflow'::regnamespace AND c.relkind = 'r'
ORDER BY 2 DESC"""
INDEXES = """
SELECT c.oid::regclass::text, pg_relation_size(c.oid), i.indrelid::regclass::text
FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relnamespace = 'sagaflow'::regnamespace
ORDER BY 2 DESC"""


def _tables(run):
    good = True
    for name, size, live, dead, vacuums, updates, hot in run.rows(TABLES):
        dead_percent = float(run.ask(
            f"SELECT dead_tuple_percent FROM pgstattuple_approx('{name}')"))
        run.keep(part="tables", table=name, bytes=int(size), live=int(live), dead=int(dead),
                 dead_percent=dead_percent, vacuums=int(vacuums), updates=int(updates),
                 hot_updates=int(hot))
        run.say(f"{name:<24} {int(size) / 1e6:9.1f} MB  {int(live):>10,} live  "
                f"{dead_percent:5.1f} % dead  {vacuums} autovacuums  "
                f"{int(hot):,} of {int(updates):,} updates hot")
        if int(size) > SIZE_THAT_MATTERS:
            good &= run.judge(f"{name}: {dead_percent:.1f} % dead (bound {DEAD_PERCENT_MAX})",
                              dead_percent <= DEAD_PERCENT_MAX)
    return good


def _indexes(run):
    good = True
    for name, size, table in run.rows(INDEXES):
        density = float(run.ask(f"SELECT avg_leaf_density FROM pgstatindex('{name}')"))
        run.keep(part="tables", index=name, table=table, bytes=int(size), leaf_density=density)
        run.say(f"{name:<32} {int(size) / 1e6:9.1f} MB  leaves {density:5.1f} % full")
        if int(size) <= SIZE_THAT_MATTERS:
            continue
        dense = density >= LEAF_DENSITY_MIN
        good &= run.judge(
            f"{name}: leaves {density:.0f} % full (bound {LEAF_DENSITY_MIN}), or at most "
            f"{QUEUE_INDEX_BYTES_MAX // 2**20} MiB", dense or int(size) <= QUEUE_INDEX_BYTES_MAX)
    return good


def judge(run):
    if not run.has_tables():
        return run.judge("tables: there are none; run another part before", False)
    run.ask("CREATE EXTENSION IF NOT EXISTS pgstattuple")
    size = run.cluster.bytes_of(run.database)
    stored = run.stored()
    each = size / max(1, stored)
    run.say(f"{stored:,} stored sagas, {size / 1e9:.2f} GB, {each:,.0f} bytes each")
    run.keep(part="tables", stored=stored, database_bytes=size)
    return _tables(run) & _indexes(run)
