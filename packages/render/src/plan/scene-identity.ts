import type { ScheduledScene } from './schedule-scenes.ts';

/** What a scene's motion and joins follow from: its seed, where it has one, and so neither its place nor its words. */
export function identityOf(scene: Pick<ScheduledScene, 'seed' | 'picture' | 'text'>): string {
  return scene.seed ?? scene.picture?.sha256 ?? scene.text;
}
