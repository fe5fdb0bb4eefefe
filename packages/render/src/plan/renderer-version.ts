/**
 * Part of every segment's key. Raise it whenever the same timeline would give other pixels, or stored segments of
 * the old look are joined with new ones.
 */
export const rendererVersion = '6';
