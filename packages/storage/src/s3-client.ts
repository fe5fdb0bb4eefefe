import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { httpStatus } from './storage-errors.ts';

export interface S3StorageOptions {
  bucket: string;
  region: string;
  /** AWS's own when not given. */
  endpoint?: string;
  /** The endpoint as browsers reach it; its host is part of each link's signature. */
  publicEndpoint?: string;
  /** The SDK's chain of providers when not given. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  forcePathStyle?: boolean;
}

export interface Bucket {
  client: S3Client;
  /** For links, which name the public endpoint. */
  linkClient: S3Client;
  name: string;
}

export function openBucket(o: S3StorageOptions): Bucket {
  const client = createClient(o, o.endpoint);
  const linkClient = o.publicEndpoint === undefined ? client : createClient(o, o.publicEndpoint);
  allowUnconditionalPut(client);
  return { client, linkClient, name: o.bucket };
}

function createClient(o: S3StorageOptions, endpoint: string | undefined): S3Client {
  const config: S3ClientConfig = {
    region: o.region,
    // Path style is what other servers than AWS understand without a DNS name for each bucket.
    forcePathStyle: o.forcePathStyle ?? endpoint !== undefined,
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 5000,
      socketTimeout: 30_000,
      requestTimeout: 120_000,
      throwOnRequestTimeout: true,
    },
    // The default sends streams in a framing that other servers store as content, and spoils presigned links.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
  if (endpoint !== undefined) config.endpoint = endpoint;
  if (o.credentials !== undefined) config.credentials = o.credentials;
  return new S3Client(config);
}

/** Repeats a conditional put without its condition where a server knows none (501), and leaves it out from then on. */
function allowUnconditionalPut(client: S3Client): void {
  let understood = true;
  client.middlewareStack.add(
    (next) => async (args) => {
      if (!('IfNoneMatch' in args.input)) return await next(args);
      const plain = { ...args, input: { ...args.input, IfNoneMatch: undefined } };
      if (!understood) return await next(plain);
      try {
        return await next(args);
      } catch (error) {
        if (httpStatus(error) !== 501) throw error;
        understood = false;
        return await next(plain);
      }
    },
    { step: 'initialize', name: 'allowUnconditionalPut', priority: 'high' },
  );
}
