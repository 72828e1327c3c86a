-- A booking that was made of a hold begins with what happened to the hold: its history shows that as well.
alter table booking add column hold_id uuid;
