-- Which class a booking was of when it gave its time up, for an undo: where nobody is left in it, nothing else says so.
-- Claims that say nothing of classes are not in it.
create index claim_given_up on claim (tenant_no, owner_id) where released_at is not null and class_key is not null;
