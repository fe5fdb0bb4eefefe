import { z } from 'zod';
import { languageSchema } from './script.ts';

const colorSchema = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as "#0F766E"')
  .transform((color) => color.toUpperCase());

/** `https://…`, or `asset:<id>` for a file uploaded before. */
export const mediaUrlSchema = z
  .string()
  .max(2048)
  .regex(/^(https?:\/\/\S+|asset:[0-9a-f-]{36})$/, 'must be an http(s) URL or asset:<id>');

export const captionStyleSchema = z.enum(['karaoke', 'word', 'line', 'none']);
export type CaptionStyle = z.infer<typeof captionStyleSchema>;
export const captionPositionSchema = z.enum(['bottom', 'middle', 'top']);
export type CaptionPosition = z.infer<typeof captionPositionSchema>;

export const captionOptionsSchema = z.strictObject({
  style: captionStyleSchema.optional(),
  position: captionPositionSchema.optional(),
});

export const voiceOptionsSchema = z.strictObject({
  provider: z.string().max(40).optional(),
  id: z.string().max(100).optional(),
  speed: z.number().min(0.5).max(2).optional(),
});
export type VoiceOptions = z.infer<typeof voiceOptionsSchema>;

/** How a client's films look and sound, in wire form. Every part is optional; `brandLook` fills the gaps. */
export const brandKitSchema = z.strictObject({
  logo_url: mediaUrlSchema.optional(),
  colors: z
    .strictObject({
      primary: colorSchema.optional(),
      secondary: colorSchema.optional(),
      accent: colorSchema.optional(),
      text: colorSchema.optional(),
    })
    .optional(),
  font: z.string().trim().min(1).max(80).optional(),
  music_url: mediaUrlSchema.optional(),
  voice: voiceOptionsSchema.optional(),
  captions: captionOptionsSchema.optional(),
  watermark: z
    .strictObject({
      position: z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']).optional(),
      opacity: z.number().min(0).max(1).optional(),
    })
    .optional(),
  cta: z.strictObject({ text: z.string().max(120).optional(), url: z.string().max(200).optional() }).optional(),
  glossary: z
    .array(z.strictObject({ term: z.string().min(1).max(80), say: z.string().min(1).max(120) }))
    .max(100)
    .optional(),
  intro_url: mediaUrlSchema.optional(),
  outro_url: mediaUrlSchema.optional(),
  tone: z.string().trim().max(200).optional(),
  language: languageSchema.optional(),
});
export type BrandKit = z.infer<typeof brandKitSchema>;

export interface BrandColors {
  primary: string;
  secondary: string;
  accent: string;
  text: string;
}

/** Used where a client has named no colours: deep teal, ink, warm amber, white. */
export const defaultBrandColors: BrandColors = {
  primary: '#0F766E',
  secondary: '#10243E',
  accent: '#F59E0B',
  text: '#FFFFFF',
};

/** The brand's colours with every gap filled. */
export function brandColors(kit: BrandKit): BrandColors {
  const named = Object.fromEntries(Object.entries(kit.colors ?? {}).filter(([, value]) => value !== undefined));
  return { ...defaultBrandColors, ...named };
}
