-- As PL/pgSQL, which keeps plans for as long as a connection lives: functions in plain SQL that can't be inlined are
-- planned at every call, which took half of an intake's time.

CREATE OR REPLACE FUNCTION quota_used(of_client uuid, in_month date) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT count(*)::integer FROM quota_uses u JOIN videos v ON v.id = u.video_id
    WHERE u.client_id = of_client AND u.month = in_month
      AND NOT (v.status IN ('failed', 'archived') AND v.formats = '{}'::jsonb));
END $$;

CREATE OR REPLACE FUNCTION queue_priority(of_client uuid) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (
    SELECT p.priority * 100 + LEAST(99, (
      SELECT count(*)::integer FROM jobs j JOIN videos v ON v.id = j.video_id
      WHERE v.client_id = of_client AND j.status IN ('queued', 'processing')))
    FROM clients c JOIN packages p ON p.id = c.package_id WHERE c.id = of_client);
END $$;

CREATE OR REPLACE FUNCTION announce_event(type text, key text, data jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notices (id, channel, template, recipient, dedupe_key, data, endpoint_id)
  SELECT new_id(), 'webhook', type, e.url, format('webhook/%s/%s/%s', e.id, type, key), announce_event.data, e.id
  FROM webhook_endpoints e WHERE e.disabled_at IS NULL AND type = ANY (e.events)
  ON CONFLICT DO NOTHING;
END $$;
