import type { Db, Tx } from '../client.ts';

/**
 * Those of some keys in `films/` that no row names: no revision, video or job, and no step that remembers a film or a
 * preview. Keys are `films/<video>/<file>`; those of other shapes count as named.
 */
export async function findUnnamedFilms(db: Db, keys: string[]): Promise<string[]> {
  const films = keys.filter((key) => filmKeyPattern.test(key));
  const videoIds = [...new Set(films.map((key) => key.split('/')[1] ?? ''))];
  const rows = await db.prisma.$queryRaw<{ key: string }[]>`
    WITH docs AS (
      SELECT jsonb_build_array(formats, captions, poster_key) AS doc FROM videos WHERE id = ANY(${videoIds}::uuid[])
      UNION ALL
      SELECT jsonb_build_array(formats, captions, poster_key) FROM revisions WHERE video_id = ANY(${videoIds}::uuid[])
      UNION ALL
      SELECT jsonb_build_array(outputs, captions, poster_key) FROM jobs WHERE video_id = ANY(${videoIds}::uuid[])
      UNION ALL
      SELECT result FROM job_steps WHERE video_id = ANY(${videoIds}::uuid[])
    ), named AS (
      SELECT text #>> '{}' AS key FROM docs, jsonb_path_query(doc, '$.** ? (@.type() == "string")') AS text
    )
    SELECT wanted.key FROM unnest(${films}::text[]) AS wanted(key)
    WHERE NOT EXISTS (SELECT 1 FROM named WHERE named.key = wanted.key)`;
  return rows.map(({ key }) => key);
}

const filmKeyPattern = /^films\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[^/]+$/;

/**
 * Those of some keys in `media/` that no row names: no asset, no recipe or draft of a revision or a plan, and no step that
 * remembers a file. It reads every recipe and step once a call, so ask for thousands at a time.
 */
export async function findUnnamedMedia(db: Db, keys: string[]): Promise<string[]> {
  return db.prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = '5min'`;
      return readUnnamedMedia(tx, keys);
    },
    { timeout: scanTimeoutMs },
  );
}

const scanTimeoutMs = 5 * 60_000;

async function readUnnamedMedia(tx: Tx, keys: string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ key: string }[]>`
    WITH docs AS (
      SELECT recipe AS doc FROM revisions
      UNION ALL SELECT draft FROM revisions
      UNION ALL SELECT draft FROM revision_plans
      UNION ALL SELECT result FROM job_steps
    ), named AS (
      SELECT key FROM assets
      UNION ALL SELECT 'media/' || (sha256 #>> '{}') FROM docs, jsonb_path_query(doc, '$.**.sha256') AS sha256
      UNION ALL SELECT stored #>> '{}' FROM docs, jsonb_path_query(doc, '$.**.key') AS stored
    )
    SELECT wanted.key FROM unnest(${keys}::text[]) AS wanted(key)
    WHERE NOT EXISTS (SELECT 1 FROM named WHERE named.key = wanted.key)`;
  return rows.map(({ key }) => key);
}

/** Those of some keys in `timelines/` that no job was planned with. */
export async function findUnnamedTimelines(db: Db, keys: string[]): Promise<string[]> {
  const rows = await db.prisma.$queryRaw<{ key: string }[]>`
    WITH named AS (
      SELECT planned.value AS key FROM jobs, jsonb_each_text(plan) AS planned WHERE jsonb_typeof(plan) = 'object'
    )
    SELECT wanted.key FROM unnest(${keys}::text[]) AS wanted(key)
    WHERE NOT EXISTS (SELECT 1 FROM named WHERE named.key = wanted.key)`;
  return rows.map(({ key }) => key);
}
