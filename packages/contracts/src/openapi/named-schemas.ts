import type { z } from 'zod';
import {
  brandKitSchema,
  briefSchema,
  captionOptionsSchema,
  captionPositionSchema,
  captionStyleSchema,
  formatSchema,
  revisionWorkSchema,
  sceneSchema,
  scriptSchema,
  spokenWordSchema,
  voiceOptionsSchema,
} from '@bom/domain';
import { filmScriptSchema, sceneNoteSchema } from '../films.ts';
import { problemSchema } from '../problem.ts';

const brand = brandKitSchema.shape;
const work = revisionWorkSchema.shape;

/** Schemas of the domain that many bodies share, by their names in the OpenAPI document. */
export const namedSchemas = {
  Problem: problemSchema,
  Script: scriptSchema,
  Scene: sceneSchema,
  Brief: briefSchema,
  BrandKit: brandKitSchema,
  BrandColors: brand.colors.unwrap(),
  Watermark: brand.watermark.unwrap(),
  CallToAction: brand.cta.unwrap(),
  Pronunciation: brand.glossary.unwrap().element,
  VoiceOptions: voiceOptionsSchema,
  CaptionOptions: captionOptionsSchema,
  CaptionStyle: captionStyleSchema,
  CaptionPosition: captionPositionSchema,
  SpokenWord: spokenWordSchema,
  Format: formatSchema,
  BeatWork: work.beats.element,
  FormatWork: work.formats.valueType,
  WorkCalls: work.calls,
};

/** Those of them that requests and answers share, and others that do. */
export const sharedSchemas: ReadonlySet<z.core.$ZodType> = new Set<z.core.$ZodType>([
  ...Object.values(namedSchemas),
  filmScriptSchema,
  sceneNoteSchema,
]);
