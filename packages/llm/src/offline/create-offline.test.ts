import type { CallContext, UsageRecord } from '@bom/domain';
import { createOffline } from './create-offline.ts';

const brief = {
  business_name: 'Harbour Lane Bakery',
  what_they_sell: 'sourdough bread',
  target_customer: 'early commuters',
  differentiator: 'we bake at four in the morning',
  tone: 'friendly',
  language: 'en',
};

function makeCall(signal = new AbortController().signal): { call: CallContext; records: UsageRecord[] } {
  const records: UsageRecord[] = [];
  const call: CallContext = {
    signal,
    recordUsage: (record) => void records.push(record),
    pending: undefined,
    savePending: () => Promise.resolve(),
    authorizeSpend: () => Promise.resolve(),
  };
  return { call, records };
}

test('each offline call is written down once, at no cost', async () => {
  const { call, records } = makeCall();
  const llm = createOffline();
  const { value: script } = await llm.writeScript({ brief }, call);
  await llm.describeShots({ script, brandKit: {}, brandName: brief.business_name }, call);
  await llm.reviseScript({ script, note: 'make scene 1 shorter' }, call);
  expect(records.map(({ operation, provider, costMicrocents }) => [operation, provider, costMicrocents])).toEqual([
    ['script.write', 'offline', 0],
    ['shots.describe', 'offline', 0],
    ['script.revise', 'offline', 0],
  ]);
});

test('a call that was cancelled does nothing', async () => {
  const { call, records } = makeCall(AbortSignal.abort());
  await expect(createOffline().writeScript({ brief }, call)).rejects.toMatchObject({ code: 'cancelled' });
  expect(records).toEqual([]);
});
