-- Purpose: settings of an engine session, in the round trip that prepares its statements.
-- Index: none. lz4 is set only where the server was built with it.
-- 0 rows: never.
-- Plans are generic and by index: the tables may be empty when a plan is made and large a second
-- later, and a scan that was cheap then would stay in the cache.
SELECT set_config('statement_timeout', $1::text, false),
       set_config('lock_timeout', $2::text, false),
       set_config('idle_in_transaction_session_timeout', $3::text, false),
       set_config('plan_cache_mode', 'force_generic_plan', false),
       set_config('enable_seqscan', 'off', false),
       set_config('enable_hashjoin', 'off', false),
       set_config('enable_mergejoin', 'off', false),
       set_config('jit', 'off', false),
       (SELECT set_config('default_toast_compression', 'lz4', false)
          FROM pg_catalog.pg_settings
         WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals))
