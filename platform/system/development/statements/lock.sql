-- Let nobody but us count or tidy the tables, however long it takes; reading and writing go on.
SET LOCAL idle_in_transaction_session_timeout = 0;
LOCK TABLE {tables} IN SHARE UPDATE EXCLUSIVE MODE;
