import type { Script } from '@bom/domain';
import { diffScripts } from './diff-scripts.ts';

const scene = (narration: string, visual = `A picture of ${narration.split(' ')[0]}`) => ({ narration, visual });
const before: Script = {
  hook: 'Hook.',
  cta: 'Come.',
  scenes: [
    scene('Bread is baked at night by Anna.'),
    scene('Coffee comes from a small farm in Peru.'),
    scene('Cakes are made to order for birthdays.'),
    scene('Opening hours are long, also on Sunday.'),
  ],
};
const [bread, coffee, cakes, hours] = before.scenes as [Scene, Scene, Scene, Scene];
type Scene = Script['scenes'][number];
const changes = (after: Script) =>
  diffScripts(before, after).scenes.map((diff) => [diff.change, diff.before, diff.after]);

describe('the diff of two scripts', () => {
  test('of the same script is the same', () => {
    expect(diffScripts(before, structuredClone(before))).toMatchObject({ same: true, fields: [] });
  });
  test('names the changed field of a scene with both texts', () => {
    const after = {
      ...before,
      scenes: [bread, coffee, { ...cakes, narration: 'Cakes are made to order for weddings.' }, hours],
    };
    expect(diffScripts(before, after).scenes[2]).toEqual({
      change: 'changed',
      before: 2,
      after: 2,
      fields: [{ field: 'narration', before: cakes.narration, after: 'Cakes are made to order for weddings.' }],
    });
  });
  test('shows a dropped scene at its old place, and no other as moved', () => {
    expect(changes({ ...before, scenes: [bread, cakes, hours] })).toEqual([
      ['kept', 0, 0],
      ['removed', 1, null],
      ['kept', 2, 1],
      ['kept', 3, 2],
    ]);
  });
  test('shows an added scene, and no other as moved', () => {
    expect(changes({ ...before, scenes: [bread, scene('Tea is new here'), coffee, cakes, hours] })).toEqual([
      ['kept', 0, 0],
      ['added', null, 1],
      ['kept', 1, 2],
      ['kept', 2, 3],
      ['kept', 3, 4],
    ]);
  });
  test('shows one scene as moved when one was moved', () => {
    expect(changes({ ...before, scenes: [hours, bread, coffee, cakes] })).toEqual([
      ['moved', 3, 0],
      ['kept', 0, 1],
      ['kept', 1, 2],
      ['kept', 2, 3],
    ]);
  });
  test('takes a scene that was written anew at the same place as changed', () => {
    const after = { ...before, scenes: [bread, coffee, scene('Everything else was replaced', 'Unlike'), hours] };
    expect(diffScripts(before, after).scenes[2]).toMatchObject({ change: 'changed', before: 2, after: 2 });
  });
  test('names changes of hook, call to action and title', () => {
    const after = { ...before, title: 'New', cta: 'Come today.' };
    expect(diffScripts(before, after)).toMatchObject({
      same: false,
      fields: [
        { field: 'title', before: null, after: 'New' },
        { field: 'cta', before: 'Come.', after: 'Come today.' },
      ],
    });
  });
  test('pairs equal scenes one to one', () => {
    const twice = { ...before, scenes: [bread, bread] };
    expect(diffScripts(twice, { ...before, scenes: [bread, bread, bread] }).scenes.map(({ change }) => change)).toEqual(
      ['kept', 'kept', 'added'],
    );
  });
});
