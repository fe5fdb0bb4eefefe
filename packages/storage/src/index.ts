export { createDiskStorage, type DiskStorage } from './disk-storage.ts';
export { createS3Storage } from './s3-storage.ts';
export type { S3StorageOptions } from './s3-client.ts';
export { contentDisposition } from './content-disposition.ts';
export type { VerifiedLink } from './signed-link.ts';
export type { ListedObject, ObjectBody, ObjectInfo, SignUrlOptions, Storage } from './storage.ts';
export { readText } from './read-text.ts';
export { openStorage, type StorageSettings } from './open-storage.ts';
