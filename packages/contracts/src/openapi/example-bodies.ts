import type { OperationId } from '../operations.ts';
import { ids } from './example-ids.ts';

export const script = {
  title: 'Bread at four',
  language: 'en',
  hook: 'Fresh bread before the city wakes up.',
  scenes: [
    {
      narration: 'We bake at four in the morning.',
      visual: 'A baker pulls loaves from a stone oven',
      on_screen_text: '4 am',
    },
    { narration: 'By six it is on your table.', visual: 'A family breakfast with warm bread' },
  ],
  cta: 'Order at northbakery.example',
};

export const brief = {
  business_name: 'North Bakery',
  what_they_sell: 'Sourdough bread',
  target_customer: 'Early commuters',
  differentiator: 'We bake at four in the morning',
  tone: 'friendly',
  language: 'en',
};

/** A body that each operation takes as it stands, for the docs page to try. */
export const exampleBodies: Partial<Record<OperationId, object>> = {
  requestMagicLink: { email: 'ann@bakery.example' },
  verifyMagicLinkByPost: { token: 'Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k' },
  refreshSession: { refresh_token: 'Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k' },
  logout: { refresh_token: 'Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k' },
  createApiKey: { name: 'engine', scopes: ['videos:write', 'assembly:write', 'assembly:read'] },
  createClient: {
    name: 'North Bakery',
    email: 'ann@bakery.example',
    package: 'growth',
    brand_kit: {
      colors: { primary: '#7A3E12', secondary: '#F6E7D2', accent: '#D9822B', text: '#2B1A0E' },
      captions: { style: 'karaoke', position: 'bottom' },
      cta: { text: 'Order now', url: 'northbakery.example' },
    },
  },
  updateClient: { package: 'scale' },
  createProject: { client_id: ids.client, name: 'Spring campaign' },
  updateProject: { status: 'paused' },
  createVideo: { project_id: ids.project, title: 'Bread at four', brief },
  updateVideo: { title: 'Bread at six' },
  generateVideo: { formats: ['vertical', 'square'], metadata: { order: 1042 } },
  submitVideo: { note: 'Here is the first cut.' },
  approveVideo: { approved: true, note: 'Lovely.' },
  rejectVideo: { note: 'Slower, please.', scenes: [{ index: 1, note: 'The bread should be darker.' }] },
  reviseVideo: { note: 'Say that we deliver.', scenes: [{ index: 1, note: 'The bread should be darker.' }] },
  generateScript: brief,
  generateAssembly: {
    video_id: ids.video,
    script,
    images: ['https://images.example/oven.jpg', 'https://images.example/table.jpg'],
    audio_url: 'https://audio.example/voice.mp3',
    formats: ['vertical', 'square'],
    captions: { style: 'karaoke' },
    callback_url: 'https://n8n.example/webhook/film-done',
    metadata: { order: 1042 },
  },
  receiveTallySubmission: {
    eventId: '1a6f1b3e-6f8e-4f6f-8c55-0f1f5d1f5c1e',
    eventType: 'FORM_RESPONSE',
    createdAt: '2026-11-23T05:00:00.000Z',
    data: {
      responseId: 'wQZ3aB',
      formId: 'w7Xk2p',
      formName: 'Video order',
      fields: [
        { key: 'q1', label: 'Business name', type: 'INPUT_TEXT', value: 'North Bakery' },
        { key: 'q2', label: 'Email', type: 'INPUT_EMAIL', value: 'ann@bakery.example' },
        { key: 'q3', label: 'What do you sell?', type: 'TEXTAREA', value: 'Sourdough bread' },
        { key: 'q4', label: 'Who is your target customer?', type: 'TEXTAREA', value: 'Early commuters' },
        { key: 'q5', label: 'What makes you different?', type: 'TEXTAREA', value: 'We bake at four' },
      ],
    },
  },
  putTallyMapping: { fields: { q_kR4: 'business_name', 'Your address': 'email' } },
  receiveStripeEvent: { id: 'evt_1', object: 'event', type: 'invoice.paid' },
  receiveN8nEvent: { event: 'video.published', data: { video_id: ids.video, platform: 'instagram' } },
  createWebhookEndpoint: {
    url: 'https://n8n.example/webhook/bom',
    events: ['video.draft_ready', 'video.approved', 'video.rejected'],
    description: 'n8n',
    secret_header: { name: 'X-Bom-Secret', value: 'a-long-random-text' },
  },
  updateWebhookEndpoint: { disabled: false },
  rotateWebhookSecret: { overlap_seconds: 86_400 },
  createInvoice: {
    client_id: ids.client,
    period_start: '2026-11-01T00:00:00.000Z',
    period_end: '2026-12-01T00:00:00.000Z',
  },
};
