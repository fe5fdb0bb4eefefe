-- An intake is taken by one statement: some twenty round trips of a client lie within it otherwise, and nearly all of
-- their time is the client's. A function rather than one statement of many CTEs, since the steps depend on each other and
-- on a lock: after FOR UPDATE each statement must see what others have committed, which the parts of one statement do not.

-- Ids by time, as the application makes them.
CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

-- How many places of a month a client's videos take up.
CREATE FUNCTION quota_used(of_client uuid, in_month date) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT count(*)::integer FROM quota_uses u JOIN videos v ON v.id = u.video_id
  WHERE u.client_id = of_client AND u.month = in_month
    AND NOT (v.status IN ('failed', 'archived') AND v.formats = '{}'::jsonb)
$$;

-- 1 runs first. A client's later films wait behind those of others with the same package.
CREATE FUNCTION queue_priority(of_client uuid) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT p.priority * 100 + LEAST(99, (
    SELECT count(*)::integer FROM jobs j JOIN videos v ON v.id = j.video_id
    WHERE v.client_id = of_client AND j.status IN ('queued', 'processing')))
  FROM clients c JOIN packages p ON p.id = c.package_id WHERE c.id = of_client
$$;

-- A notice for every endpoint that listens for an event.
CREATE FUNCTION announce_event(type text, key text, data jsonb) RETURNS void LANGUAGE sql AS $$
  INSERT INTO notices (id, channel, template, recipient, dedupe_key, data, endpoint_id)
  SELECT new_id(), 'webhook', type, e.url, format('webhook/%s/%s/%s', e.id, type, key), data, e.id
  FROM webhook_endpoints e WHERE e.disabled_at IS NULL AND type = ANY (e.events)
  ON CONFLICT DO NOTHING
$$;

-- The client of an intake, found or created, locked until the transaction ends. Known by address, whatever its case; what
-- a later form says of the brand fills gaps only.
CREATE FUNCTION lock_or_create_client(asked jsonb) RETURNS clients LANGUAGE plpgsql AS $$
DECLARE
  taken clients;
  wanted text := (SELECT id FROM packages WHERE id = asked->>'package_id');
BEGIN
  INSERT INTO clients (id, name, email, email_key, brand_kit, updated_at)
  VALUES (new_id(), asked->>'client_name', asked->>'email', asked->>'email_key', asked->'brand_kit', now())
  ON CONFLICT (email_key) DO NOTHING RETURNING * INTO taken;
  IF taken.id IS NOT NULL THEN
    IF wanted IS NOT NULL THEN
      UPDATE clients SET package_id = wanted WHERE id = taken.id RETURNING * INTO taken;
    END IF;
    PERFORM announce_event('client.created', taken.id::text,
      jsonb_build_object('client_id', taken.id, 'name', taken.name));
    RETURN taken;
  END IF;
  SELECT * INTO STRICT taken FROM clients WHERE email_key = asked->>'email_key' FOR UPDATE;
  IF EXISTS (SELECT 1 FROM jsonb_object_keys(asked->'brand_kit') AS given WHERE NOT taken.brand_kit ? given) THEN
    UPDATE clients SET brand_kit = (asked->'brand_kit') || brand_kit, version = version + 1, updated_at = now()
    WHERE id = taken.id RETURNING * INTO taken;
  END IF;
  RETURN taken;
END $$;

-- The rows of startFilm for a video that is new. The video is made as what two steps leave behind, made and moved on.
CREATE FUNCTION start_first_film(of_client uuid, asked jsonb, priority integer, OUT video_id uuid, OUT job_id uuid)
LANGUAGE plpgsql AS $$
DECLARE
  in_project uuid;
  facts jsonb;
BEGIN
  SELECT id INTO in_project FROM projects
  WHERE client_id = of_client AND deleted_at IS NULL AND status = 'active' ORDER BY created_at LIMIT 1;
  IF in_project IS NULL THEN
    INSERT INTO projects (id, client_id, name, updated_at)
    VALUES (new_id(), of_client, asked->>'client_name', now()) RETURNING id INTO in_project;
  END IF;
  INSERT INTO videos (id, client_id, project_id, title, brief, language, status, version, updated_at)
  VALUES (new_id(), of_client, in_project, asked->>'title', asked->'brief', asked->'brief'->>'language',
    'generating', 2, now()) RETURNING id INTO video_id;
  INSERT INTO quota_uses (id, client_id, month, video_id)
  VALUES (new_id(), of_client, (asked->>'month')::date, video_id);
  INSERT INTO revisions (id, video_id, number, recipe) VALUES (new_id(), video_id, 1, '{}');
  INSERT INTO jobs (id, video_id, kind, phase, request, revision, priority, request_id, callback_url, metadata, deliveries)
  VALUES (new_id(), video_id, 'pipeline', 'pipeline', asked->'request', 1, priority, asked->>'request_id',
    asked->>'callback_url', NULLIF(asked->'metadata', 'null'), (asked->>'deliveries')::integer)
  RETURNING id INTO job_id;
  facts := jsonb_build_object('video_id', video_id, 'job_id', job_id, 'revision', 1);
  INSERT INTO video_events (id, video_id, type, actor, data)
  VALUES (new_id(), video_id, 'video.generating', 'system', facts);
  PERFORM announce_event('video.generating', job_id::text, facts);
END $$;

-- Client found or created, quota counted and taken, video and job made. Over quota there is no job: one polite mail, and
-- the event for whoever listens. `asked` is what packages/db/src/customers/take-intake.ts gives.
CREATE FUNCTION take_intake(
  asked jsonb, OUT client_id uuid, OUT video_id uuid, OUT job_id uuid, OUT priority integer
) LANGUAGE plpgsql AS $$
DECLARE
  client clients;
  package packages;
  places integer;
  facts jsonb;
BEGIN
  client := lock_or_create_client(asked);
  client_id := client.id;
  SELECT * INTO STRICT package FROM packages WHERE id = client.package_id;
  places := COALESCE(client.quota_override, package.monthly_quota);
  IF quota_used(client.id, (asked->>'month')::date) < places THEN
    priority := queue_priority(client.id);
    SELECT made.video_id, made.job_id INTO video_id, job_id FROM start_first_film(client.id, asked, priority) AS made;
    RETURN;
  END IF;
  facts := jsonb_build_object('client_id', client.id, 'name', client.name, 'limit', places, 'package', package.name);
  INSERT INTO notices (id, channel, template, recipient, dedupe_key, data)
  VALUES (new_id(), 'email', 'quota-exceeded', client.email, 'email/quota-exceeded/' || (asked->>'event_id'), facts)
  ON CONFLICT DO NOTHING;
  PERFORM announce_event('quota.exceeded', asked->>'event_id', facts);
END $$;

-- Takes a stored event's intake once and keeps the answer with it; afterwards, gives the kept one. `answers` holds one for
-- an intake that is accepted and one for an intake that is not; the ids are added to it.
CREATE FUNCTION take_intake_once(
  asked jsonb, answers jsonb, OUT answer jsonb, OUT job_id uuid, OUT priority integer
) LANGUAGE plpgsql AS $$
DECLARE
  event uuid := (asked->>'event_id')::uuid;
  taken record;
BEGIN
  SELECT e.answer INTO STRICT answer FROM webhook_events e WHERE e.id = event FOR UPDATE;
  IF answer IS NOT NULL THEN
    RETURN;
  END IF;
  SELECT * INTO taken FROM take_intake(asked);
  job_id := taken.job_id;
  priority := taken.priority;
  answer := CASE WHEN job_id IS NULL THEN answers->'rejected' || jsonb_build_object('client_id', taken.client_id)
    ELSE answers->'accepted' || jsonb_build_object(
      'client_id', taken.client_id, 'video_id', taken.video_id, 'job_id', job_id) END;
  UPDATE webhook_events e SET status = CASE WHEN taken.job_id IS NULL THEN 'rejected' ELSE 'handled' END::"WebhookEventStatus",
    answer_code = 200, answer = take_intake_once.answer, error = NULL, handled_at = now()
  WHERE e.id = event;
END $$;
