-- Purpose: settings of a session of the reading side. Index: none. 0 rows: never.
SELECT set_config('statement_timeout', $1::text, false),
       set_config('lock_timeout', $2::text, false),
       set_config('idle_in_transaction_session_timeout', $3::text, false),
       set_config('jit', 'off', false)
