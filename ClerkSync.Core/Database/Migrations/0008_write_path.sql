-- A row that row level security hides, or that a trigger of the application's refuses by returning null, is missing in silence. The
-- statements of the write path count the rows that they wrote, and end the transaction if some are missing.
create function clerksync_expect(relation text, actual bigint, expected bigint) returns void
    language plpgsql
    as $$
begin
    if actual is distinct from expected then
        raise exception '% of % rows of % were written', actual, expected, relation
            using errcode = 'CS001', table = relation, hint = 'Does a trigger of the application return null?';
    end if;
end
$$;

-- Its one reader, the last applied delivery, finds it in the index of all: every delivery paid for this one.
drop index webhook_deliveries_applied_idx;
