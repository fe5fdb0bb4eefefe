import type { Copy } from './copy.ts';
import { english } from './english.ts';

/** By primary language. */
export const copies: Record<string, Copy | undefined> = { en: english };
