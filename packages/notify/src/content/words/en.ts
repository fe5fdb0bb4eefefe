import { say } from '../line.ts';
import type { ClientWords } from './words.ts';

export const english: ClientWords = {
  language: 'en',
  greeting: (name) => (name ? say`Hello ${name},` : say`Hello,`),
  copyAddress: 'Or copy this address:',
  sentBy: 'Sent by Bom Studio.',
  magicLink: {
    subject: say`Your sign-in link for Bom Studio`,
    heading: 'Sign in to Bom Studio',
    line: (minutes) => say`Use the button below to sign in. The link works once, within the next ${minutes} minutes.`,
    button: 'Sign in',
    closing: say`If you did not ask to sign in, you can ignore this email: nobody gets in without the link.`,
  },
  ready: {
    subject: (title) => say`Ready for your review: ${title}`,
    heading: 'Your video is ready for review',
    line: (title) => say`“${title}” is ready to watch. Please have a look, then approve it or tell us what to change.`,
    note: 'A note from the studio',
    button: 'Watch and review',
  },
  quota: {
    subject: say`Your videos for this month are used up`,
    heading: 'This month’s videos are used up',
    thanks: (name, limit) =>
      say`Thank you for your new brief. Your package ${name} includes ${limit === 1 ? '1 video' : `${limit} videos`} a month, and none is left this month, so we have not started a new video.`,
    offer: say`You can send the brief again next month. If you would like more videos now, just reply to this email and we will find a package that fits.`,
    button: 'Open your videos',
  },
  delivered: {
    subject: (title) => say`Your video is here: ${title}`,
    heading: 'Your video is here',
    line: (title) => say`“${title}” is finished. You can watch and download every format of it now.`,
    button: 'Get your video',
  },
};
