export * from './assembly.ts';
export * from './clients.ts';
export * from './films.ts';
export * from './lists.ts';
export * from './problem.ts';
export * from './tally.ts';
