export * from './errors.ts';
export * from './formats.ts';
export * from './script.ts';
export * from './brand-kit.ts';
export * from './usage.ts';
export * from './calls.ts';
