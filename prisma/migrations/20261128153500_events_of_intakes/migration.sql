-- Events of intakes in the shape that packages/contracts/src/events.ts gives them: with what is known by the ids they carry.
CREATE OR REPLACE FUNCTION announce_event(type text, key text, data jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  facts jsonb := data;
BEGIN
  IF type = 'video.generating' THEN
    SELECT data || jsonb_build_object('client_id', v.client_id, 'project_id', v.project_id, 'title', v.title, 'status', v.status)
    INTO STRICT facts FROM videos v WHERE v.id = (data->>'video_id')::uuid;
  ELSIF type = 'client.created' THEN
    SELECT data || jsonb_build_object('package', c.package_id)
    INTO STRICT facts FROM clients c WHERE c.id = (data->>'client_id')::uuid;
  ELSIF type = 'quota.exceeded' THEN
    facts := data || '{"video_id": null}';
  END IF;
  INSERT INTO notices (id, channel, template, recipient, dedupe_key, data, endpoint_id)
  SELECT new_id(), 'webhook', type, e.url, format('webhook/%s/%s/%s', e.id, type, key), facts, e.id
  FROM webhook_endpoints e WHERE e.disabled_at IS NULL AND type = ANY (e.events)
  ON CONFLICT DO NOTHING;
END $$;
