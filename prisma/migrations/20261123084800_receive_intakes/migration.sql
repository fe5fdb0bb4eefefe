-- Submissions that come at once are stored and taken by one statement and one commit. Each of `asked` is what
-- packages/db/src/customers/receive-intakes.ts gives: an intake with the delivery it came in and the mapping of the form
-- that it was read by. One whose form has another mapping by now, or that was delivered before, is left to the caller:
-- its answer is null and nothing of it is stored. They come in the order of their clients, so that two such statements do
-- not wait for each other.
CREATE FUNCTION receive_intakes(
  asked jsonb, bodies bytea[], answers jsonb,
  OUT place integer, OUT mapping jsonb, OUT answer jsonb, OUT job_id uuid, OUT priority integer
) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
  item jsonb;
  event uuid;
  taken record;
BEGIN
  FOR i IN 1 .. jsonb_array_length(asked) LOOP
    place := i - 1;
    item := asked->place;
    mapping := COALESCE((SELECT m.fields FROM tally_mappings m WHERE m.form_id = item->>'form_id'), '{}');
    answer := NULL;
    job_id := NULL;
    priority := NULL;
    event := NULL;
    IF mapping = item->'mapping' THEN
      INSERT INTO webhook_events (id, source, external_id, body, headers)
      VALUES (new_id(), item->>'source', item->>'external_id', bodies[i], item->'headers')
      ON CONFLICT DO NOTHING RETURNING id INTO event;
    END IF;
    IF event IS NOT NULL THEN
      SELECT t.answer, t.job_id, t.priority INTO answer, job_id, priority
      FROM take_intake_once(item || jsonb_build_object('event_id', event), answers) AS t;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;
