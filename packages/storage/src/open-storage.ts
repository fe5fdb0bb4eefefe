import { createDiskStorage } from './disk-storage.ts';
import type { S3StorageOptions } from './s3-client.ts';
import { createS3Storage } from './s3-storage.ts';
import type { Storage } from './storage.ts';

export type StorageSettings =
  { driver: 'disk'; root: string; publicUrl: string; signingSecret: string } | ({ driver: 's3' } & S3StorageOptions);

/** The storage that the settings name. */
export function openStorage(settings: StorageSettings): Storage {
  return settings.driver === 'disk' ? createDiskStorage(settings) : createS3Storage(settings);
}
