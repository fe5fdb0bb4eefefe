export { renderMail, type Mail, type MailTemplate } from './mail/render-mail.ts';
export { createMailer, type Mailer, type MailerConfig } from './mail/mailer.ts';
export { type OutgoingMail } from './mail/outgoing-mail.ts';
export { renderSlack, type SlackMessage, type SlackTemplate } from './slack/render-slack.ts';
export { createSlack, type Slack, type SlackConfig } from './slack/slack.ts';
export { signWebhook } from './webhook/sign-webhook.ts';
export { sendWebhook, type WebhookAnswer, type WebhookCall } from './webhook/send-webhook.ts';
export { webhookRetryDelayMs, webhookRetryScheduleMs } from './webhook/webhook-retry.ts';
