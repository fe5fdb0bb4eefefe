import { chooseEspeakVoice } from './choose-espeak-voice.ts';

const installed = new Set([
  'en-us',
  'en-gb-x-rp',
  'en-gb',
  'nl',
  'fr-fr',
  'fr-be',
  'pt',
  'pt-br',
  'cmn',
  'nb',
  'vi-vn-x-south',
]);

describe('chooseEspeakVoice', () => {
  test.each([
    ['en', 'en-us'],
    ['en-gb', 'en-gb-x-rp'],
    ['EN-AU', 'en-us'],
    ['nl-be', 'nl'],
    ['fr', 'fr-fr'],
    ['fr-be', 'fr-be'],
    ['pt-br', 'pt-br'],
    ['zh', 'cmn'],
    ['no', 'nb'],
    ['vi', 'vi-vn-x-south'],
  ])('speaks %s as %s', (language, name) => {
    expect(chooseEspeakVoice(language, installed)).toEqual({ name, speaksLanguage: true });
  });

  test('falls back on English for a language it does not speak', () => {
    expect(chooseEspeakVoice('xx', installed)).toEqual({ name: 'en-us', speaksLanguage: false });
  });
});
