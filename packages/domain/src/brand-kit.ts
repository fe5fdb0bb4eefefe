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

export const captionStyleSchema = z.enum(['karaoke', 'word', 'line', 'none']).meta({
  description:
    '`karaoke`: a line, its words lit as they are spoken. `word`: one word at a time. `line`: a line. `none`: no captions.',
});
export type CaptionStyle = z.infer<typeof captionStyleSchema>;
export const captionPositionSchema = z.enum(['bottom', 'middle', 'top']).meta({ description: 'Where captions stand.' });
export type CaptionPosition = z.infer<typeof captionPositionSchema>;

export const captionOptionsSchema = z
  .strictObject({
    style: captionStyleSchema.optional().meta({ description: 'By default `karaoke`.' }),
    position: captionPositionSchema.optional().meta({ description: 'By default `bottom`.' }),
  })
  .meta({ description: 'How captions look.' });

export const voiceOptionsSchema = z
  .strictObject({
    provider: z.string().max(40).optional().meta({ description: 'Who speaks; by default what the studio has set.' }),
    id: z.string().max(100).optional().meta({ description: 'Of the voice, as its provider names it.' }),
    speed: z.number().min(0.5).max(2).optional().meta({ description: '1 is as the voice speaks by itself.' }),
  })
  .meta({ description: 'Who speaks, and how fast.' });
export type VoiceOptions = z.infer<typeof voiceOptionsSchema>;

/** In wire form; `brandLook` fills the gaps. */
export const brandKitSchema = z
  .strictObject({
    logo_url: mediaUrlSchema.optional().meta({ description: 'Shown as a watermark and at the end.' }),
    colors: z
      .strictObject({
        primary: colorSchema.optional().meta({ description: 'By default deep teal.' }),
        secondary: colorSchema.optional().meta({ description: 'By default ink.' }),
        accent: colorSchema.optional().meta({ description: 'By default warm amber.' }),
        text: colorSchema.optional().meta({ description: 'By default white.' }),
      })
      .optional()
      .meta({ description: 'Six hex digits, `#0F766E`, in any case.' }),
    font: z.string().trim().min(1).max(80).optional().meta({ description: 'Family of titles and captions.' }),
    music_url: mediaUrlSchema.optional().meta({ description: 'Played under the voice, unless a film names its own.' }),
    voice: voiceOptionsSchema.optional(),
    captions: captionOptionsSchema.optional().meta({ description: 'What is spoken, written over the film.' }),
    watermark: z
      .strictObject({
        position: z
          .enum(['top-left', 'top-right', 'bottom-left', 'bottom-right'])
          .optional()
          .meta({ description: 'By default `top-left`.' }),
        opacity: z.number().min(0).max(1).optional().meta({ description: 'By default 0.85; 0 shows none.' }),
      })
      .optional()
      .meta({ description: 'Where and how the logo is shown throughout the film.' }),
    cta: z
      .strictObject({
        text: z
          .string()
          .max(120)
          .optional()
          .meta({ description: "By default the first sentence of the script's `cta`." }),
        url: z
          .string()
          .max(200)
          .optional()
          .meta({ description: 'Written beneath it.', examples: ['north.example'] }),
      })
      .optional()
      .meta({ description: 'What the card at the end shows.' }),
    glossary: z
      .array(
        z.strictObject({
          term: z.string().min(1).max(80).meta({ description: 'As it is written.' }),
          say: z.string().min(1).max(120).meta({ description: 'As it is to be spoken.' }),
        }),
      )
      .max(100)
      .optional()
      .meta({ description: 'Names and words that a voice would say wrongly.' }),
    intro_url: mediaUrlSchema.optional().meta({ description: 'Picture or clip before the film.' }),
    outro_url: mediaUrlSchema.optional().meta({ description: 'Picture or clip after the film.' }),
    tone: z.string().trim().max(200).optional().meta({ description: 'How scripts are to sound.' }),
    language: languageSchema.optional().meta({ description: 'That films speak where neither script nor brief says.' }),
  })
  .meta({ description: 'How the films of a client look and sound. Every part is optional.' });
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
