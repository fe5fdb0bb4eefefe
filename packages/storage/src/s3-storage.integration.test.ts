import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3Storage } from './s3-storage.ts';
import { startSwift } from './testing/start-swift.ts';
import type { Swift } from './testing/start-swift.ts';
import { describeStorage } from './testing/storage-conformance.ts';

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

let swift: Swift;
let client: S3Client;
beforeAll(async () => {
  swift = await startSwift(process.env);
  client = new S3Client({ ...swift, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  await swift.makeBucket('films');
});
afterAll(async () => {
  client.destroy();
  await swift.close();
});

describeStorage('S3 storage', () =>
  Promise.resolve({ storage: createS3Storage({ ...swift, bucket: 'films' }), close: () => Promise.resolve() }),
);

describe('createS3Storage', () => {
  test('sweeps uploads that were abandoned', async () => {
    const storage = createS3Storage({ ...swift, bucket: 'films' });
    await client.send(new CreateMultipartUploadCommand({ Bucket: 'films', Key: 'left/behind.mp4' }));
    expect(await storage.sweepUploads(3_600_000)).toBe(0);
    expect(await storage.sweepUploads(-3_600_000)).toBe(1);
    expect((await client.send(new ListMultipartUploadsCommand({ Bucket: 'films' }))).Uploads ?? []).toEqual([]);
  });

  test('tells wrong keys and a missing bucket from a storage that is down', async () => {
    const credentials = { accessKeyId: 'test:tester', secretAccessKey: 'wrong' };
    const denied = { code: 'storage_denied', retriable: false };
    await expect(createS3Storage({ ...swift, credentials, bucket: 'films' }).check()).rejects.toMatchObject(denied);
    const missing = createS3Storage({ ...swift, bucket: 'none' });
    await expect(missing.check()).rejects.toMatchObject({ code: 'storage_no_bucket', retriable: false });
    const put = missing.put({ key: 'a', body: Buffer.from('x'), contentType: 'text/plain' });
    await expect(put).rejects.toMatchObject({ code: 'storage_no_bucket' });
  });

  test('signs links for the endpoint that browsers see', async () => {
    const storage = createS3Storage({ ...swift, bucket: 'films', publicEndpoint: 'https://media.example' });
    const url = new URL(await storage.signUrl({ key: 'a/b.mp4', expiresInSeconds: 900 }));
    expect([url.origin, url.pathname, url.searchParams.get('X-Amz-Expires')]).toEqual([
      'https://media.example',
      '/films/a/b.mp4',
      '900',
    ]);
    expect(url.href).not.toContain('checksum');
  });
});
