-- What a client called its request: the same again finds the row that it made. Null for who sends no key, and nulls are never the same.
alter table design_systems
    add column idempotency_key text,
    add unique (user_id, idempotency_key);
