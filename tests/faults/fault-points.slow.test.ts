import { faultModes, faultNames } from '@bom/runtime';
import type { FaultName } from '@bom/runtime';
import { expectInvariants } from './expect-invariants.ts';
import { openFaultStack } from './open-fault-stack.ts';
import type { FaultStack } from './open-fault-stack.ts';
import { row } from './open-report.ts';
import { askForFilm, finished } from './short-film.ts';

let stack: FaultStack;

beforeAll(async () => {
  stack = await openFaultStack();
  const { jobId } = await askForFilm(stack, { fresh: false });
  await finished(stack, jobId);
});

afterEach(async () => {
  await stack.ready();
  await expectInvariants(stack, stack.incidents);
});

afterAll(() => stack.stop());

/** Its own parts must be rendered only where the fault waits in the render. */
const inRender = new Set<FaultName>(['duringRender', 'afterRenderBeforeUpload']);
/** No film passes here; the billing tests have this one. */
const elsewhere = new Set<FaultName>(['afterStripeBeforeLedger']);

for (const name of faultNames.filter((known) => !elsewhere.has(known))) {
  describe(`a film is finished, once, though at ${name}`, () => {
    for (const mode of faultModes) {
      row(`2.2 ${name} ${mode}`, 'one fault at a point of the code', async () => {
        await stack.arm(name, mode);
        const asked = askForFilm(stack, { fresh: inRender.has(name) });
        const firedAt = await stack.fired();
        const { jobId } = await asked;
        await finished(stack, jobId);
        return Date.now() - firedAt;
      });
    }
  });
}
