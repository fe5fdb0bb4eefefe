import type { ScheduledScene } from './schedule-scenes.ts';

/** What chooses a scene's motion and joins: its seed where it has one, so its position and its words don't matter. */
export function identityOf(scene: Pick<ScheduledScene, 'seed' | 'picture' | 'text'>): string {
  return scene.seed ?? scene.picture?.sha256 ?? scene.text;
}
