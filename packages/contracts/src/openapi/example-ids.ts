/** Of the things that all examples tell of. */
export const ids = {
  client: '01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60',
  project: '01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40',
  video: '01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d',
  job: '01997c5e-8e22-7d10-a4b6-1c2d3e4f5061',
  asset: '01997c5e-5b07-7e33-9c84-0a1b2c3d4e5f',
  invoice: '01997c5e-9d3c-7411-8b72-6f5e4d3c2b1a',
  endpoint: '01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d',
  event: '01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a',
};
