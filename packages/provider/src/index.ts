export { callService, type ServiceCall } from './call-service.ts';
export { answeredFailure, malformedAnswer, wordsOf, type FailedAnswer } from './failures.ts';
export { makePaidCall, type Bill, type Charge, type PaidCall } from './paid-call.ts';
export { createPriceList, type DatedPrice } from './price-list.ts';
export { readLimited } from './read-limited.ts';
export { readSdkAnswer } from './read-sdk-answer.ts';
export { parseRetryAfter, retryAfterMs } from './retry-after.ts';
export type { Refusal, Service } from './service.ts';
