/**
 * A new, migrated database for one test file (or one test): its URL. The run's Postgres starts at the first call.
 * Needs jest's globalSetup `packages/testing/src/jest-global-setup.ts`, which jest.config.ts names.
 */
export async function createDatabase(): Promise<string> {
  const address = process.env['BOM_TEST_DATABASES'];
  if (!address)
    throw new Error('createDatabase needs globalSetup: packages/testing/src/jest-global-setup.ts in jest.config.ts.');
  const response = await fetch(address, { method: 'POST' });
  const text = await response.text();
  if (!response.ok) throw new Error(`The test database could not be made: ${text}`);
  return text;
}
