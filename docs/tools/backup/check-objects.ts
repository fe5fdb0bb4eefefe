import { mapConcurrently } from '@bom/runtime';
import { openStorage } from '@bom/storage';
import type { StorageSettings } from '@bom/storage';
import { Client } from 'pg';

/** The keys that rows name and storage does not have, and how many are named. */
export async function checkObjects(o: {
  databaseUrl: string;
  storage: StorageSettings;
}): Promise<{ named: number; missing: string[] }> {
  const keys = await readNamedKeys(o.databaseUrl);
  const storage = openStorage(o.storage);
  const found = await mapConcurrently(keys, 8, async (key) => (await storage.head(key)) !== null);
  return { named: keys.length, missing: keys.filter((_key, index) => !found[index]) };
}

/** Films, posters, captions and uploads. Segments and sound are made again where they are missing. */
async function readNamedKeys(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ key: string }>(
      `WITH docs AS (
         SELECT jsonb_build_array(formats, captions, poster_key) AS doc FROM videos
         UNION ALL SELECT jsonb_build_array(formats, captions, poster_key) FROM revisions
         UNION ALL SELECT jsonb_build_array(outputs, captions, poster_key) FROM jobs
       )
       SELECT key FROM assets
       UNION
       SELECT text #>> '{}' FROM docs, jsonb_path_query(doc, '$.** ? (@.type() == "string")') AS text
       WHERE text #>> '{}' LIKE 'films/%' ORDER BY 1`,
    );
    return rows.map(({ key }) => key);
  } finally {
    await client.end();
  }
}
