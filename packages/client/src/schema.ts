// Made from the OpenAPI document by `npm run generate -w packages/client`; do not edit.

export interface paths {
    "/api/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys, revoked ones too
         * @description Staff.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description The only answer that shows the key: it is stored hashed.
         *
         *     Staff.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key, at once and for good
         * @description Staff.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assembly": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List jobs
         * @description Staff, keys with the scope `assembly:read`.
         */
        get: operations["listAssemblies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assembly/{job_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a job, queued or running, paid calls included
         * @description A job that is cancelled already is answered as it is; one that has ended otherwise can not be stopped.
         *
         *     Staff, keys with the scope `assembly:write`.
         */
        post: operations["cancelAssembly"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assembly/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a failed or cancelled job again, reusing all that was finished
         * @description Staff, keys with the scope `assembly:write`.
         */
        post: operations["retryAssembly"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assembly/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a film from a script, pictures and a voice
         * @description Give one image a scene, or one more for the hook before them. `asset:<id>` is welcome for every URL of media.
         *
         *     Staff, keys with the scope `assembly:write`.
         */
        post: operations["generateAssembly"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assembly/status/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Poll a job
         * @description Carries an ETag, and `Retry-After` while the job runs.
         *
         *     Staff, keys with the scope `assembly:read`.
         */
        get: operations["getAssemblyStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assembly/status/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a job by server-sent events
         * @description An event `status` with the same object as of polling, now and on each change; the stream ends with the job. Its `id` as `Last-Event-ID` resumes: what was seen is not sent again, and 204 says that the job has ended since.
         *
         *     Staff, keys with the scope `assembly:read`.
         */
        get: operations["streamAssemblyStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a picture, a clip or a recording
         * @description The multipart field `file`, or the raw body with its Content-Type; up to 100 MiB. Checked and decoded at the door; the same bytes get the same id.
         *
         *     Staff, keys with the scope `assets:write`.
         */
        post: operations["uploadAsset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/assets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an asset, with a signed link to its bytes
         * @description Staff, keys with the scope `assets:read`.
         */
        get: operations["getAsset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session
         * @description Of the access token that is sent as bearer, of the refresh token in the body, or both. Its tokens are refused from then on.
         *
         *     Open to anyone.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a sign-in link by mail
         * @description The answer is the same whether or not the address is known. The link leads to the portal, works once and lasts 10 minutes; a newer one voids it.
         *
         *     Open to anyone.
         */
        post: operations["requestMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who am I
         * @description Any valid credential.
         */
        get: operations["getCaller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trade a refresh token for a new session
         * @description Each refresh token works once. One that comes a second time ends the whole session: it was stolen.
         *
         *     Open to anyone.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign in with the token of a link
         * @description Spends the token. HEAD spends nothing.
         *
         *     Open to anyone.
         */
        get: operations["verifyMagicLink"];
        put?: never;
        /**
         * Sign in with the token of a link, kept out of addresses and logs
         * @description Open to anyone.
         */
        post: operations["verifyMagicLinkByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List clients
         * @description Staff, keys with the scope `clients:read`, and clients for what is theirs.
         */
        get: operations["listClients"];
        put?: never;
        /**
         * Create a client
         * @description Staff, keys with the scope `clients:write`.
         */
        post: operations["createClient"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a client
         * @description Staff, keys with the scope `clients:read`, and clients for what is theirs.
         */
        get: operations["getClient"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a client
         * @description What is left out stays as it is. `brand_kit` replaces the whole kit. `quota_override` is for staff.
         *
         *     Staff, keys with the scope `clients:write`.
         */
        patch: operations["updateClient"];
        trace?: never;
    };
    "/api/clients/{id}/quota": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read this month's quota of a client
         * @description Staff, keys with the scope `clients:read`, and clients for what is theirs.
         */
        get: operations["getClientQuota"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List work that ended in failure
         * @description Staff.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try again, reusing all that was finished
         * @description Staff.
         */
        post: operations["retryDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invoices
         * @description Staff.
         */
        get: operations["listInvoices"];
        put?: never;
        /**
         * Draft an invoice for a client's period at Stripe
         * @description A line for the plan, and one for each film that was first approved in the period: free within the quota, charged beyond it. Nothing is sent before it is finalized. The same period twice makes one invoice: while it could not be completed, posting it again goes on; after that, 409 `period_invoiced`, also for periods that overlap. A void or deleted invoice frees its period.
         *
         *     Staff.
         */
        post: operations["createInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an invoice
         * @description Staff.
         */
        get: operations["getInvoice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices/{id}/finalize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finalize a draft: Stripe mails it to the client
         * @description Staff.
         */
        post: operations["finalizeInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/invoices/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void an open invoice, or delete a draft
         * @description Staff.
         */
        post: operations["voidInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document: OpenAPI 3.1
         * @description Open to anyone.
         */
        get: operations["getOpenApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List projects
         * @description Staff, keys with the scope `projects:read`, and clients for what is theirs.
         */
        get: operations["listProjects"];
        put?: never;
        /**
         * Create a project
         * @description Staff, keys with the scope `projects:write`.
         */
        post: operations["createProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a project with its videos
         * @description Staff, keys with the scope `projects:read`, and clients for what is theirs.
         */
        get: operations["getProject"];
        put?: never;
        post?: never;
        /**
         * Delete a project
         * @description Gone from every list with its videos, until it is restored. Refused while one of its videos is being made.
         *
         *     Staff, keys with the scope `projects:write`.
         */
        delete: operations["deleteProject"];
        options?: never;
        head?: never;
        /**
         * Change a project
         * @description Staff, keys with the scope `projects:write`.
         */
        patch: operations["updateProject"];
        trace?: never;
    };
    "/api/projects/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a deleted project back
         * @description A project that is not deleted is answered as it is.
         *
         *     Staff, keys with the scope `projects:write`.
         */
        post: operations["restoreProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scripts/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a script from a brief
         * @description Answers when the script is written, which takes up to a minute and a half. Hanging up stops the work. With an Idempotency-Key, asking again gives the same script.
         *
         *     Staff, keys with the scope `scripts:write`.
         */
        post: operations["generateScript"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the paid calls cost, against what the client pays
         * @description From `from` (the beginning of this month by default) up to but not including `to` (now), at most 1000 rows.
         *
         *     Staff, keys with the scope `usage:read`.
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List videos
         * @description Staff, keys with the scope `videos:read`, and clients for what is theirs.
         */
        get: operations["listVideos"];
        put?: never;
        /**
         * Create a video
         * @description Nothing is made yet: give it a script or a brief, then generate it, or send its parts to assembly.
         *
         *     Staff, keys with the scope `videos:write`.
         */
        post: operations["createVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a video
         * @description Staff, keys with the scope `videos:read`, and clients for what is theirs.
         */
        get: operations["getVideo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a video
         * @description The script and the brief are what the next film is made from: they can be changed unless a film is being made, or was approved.
         *
         *     Staff, keys with the scope `videos:write`.
         */
        patch: operations["updateVideo"];
        trace?: never;
    };
    "/api/videos/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a video
         * @description Staff, and clients for what is theirs.
         */
        post: operations["approveVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive a video
         * @description For good; its files stay where they are.
         *
         *     Staff, keys with the scope `videos:write`.
         */
        post: operations["archiveVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/deliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand an approved video over
         * @description The client is mailed where the files are.
         *
         *     Staff, keys with the scope `videos:write`.
         */
        post: operations["deliverVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who did what when
         * @description Clients are told of reviews, decisions and deliveries.
         *
         *     Staff, keys with the scope `videos:read`, and clients for what is theirs.
         */
        get: operations["listVideoEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the film of a video: script, pictures, voice, assembly
         * @description The first film of a video takes a place of the client's month, and gives it back where it fails before there is a film. A script or a brief given here replaces the video's own.
         *
         *     Staff, keys with the scope `videos:write`.
         */
        post: operations["generateVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A small, quick film of a revision, before it is rendered in full
         * @description Made on the first call: 202 while it is being rendered (ask again after `Retry-After`), 200 with a link once it is there. At most 480 px wide, from the same timeline as the film.
         *
         *     Staff, keys with the scope `videos:read`.
         */
        get: operations["previewVideo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for changes
         * @description Staff, and clients for what is theirs.
         */
        post: operations["rejectVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/revise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change what a note asks for, and make only that again
         * @description The script is revised for the note (or taken from `script`); what is to be made again is planned before anything is made, and the plan that is shown is the plan that runs. With `dry_run=true` it is only shown.
         *
         *     Staff, keys with the scope `videos:write`.
         */
        post: operations["reviseVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the revisions of a video
         * @description Staff, keys with the scope `videos:read`, and clients for what is theirs.
         */
        get: operations["listRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/revisions/{number}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an old revision back as a new one; nothing is rendered
         * @description Staff, keys with the scope `videos:write`.
         */
        post: operations["restoreRevision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/videos/{id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a draft to the client for review
         * @description The client is mailed where to watch it, and sees this revision from now on.
         *
         *     Staff.
         */
        post: operations["submitVideo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List endpoints
         * @description Staff.
         */
        get: operations["listWebhookEndpoints"];
        put?: never;
        /**
         * Add an endpoint
         * @description Deliveries are `POST {type, timestamp, data}`, signed as Standard Webhooks says. Anything but a 2xx within 20 seconds is tried again: after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h and up to a tenth more. An endpoint that took nothing for three days, or says 410 Gone, is disabled and the studio told.
         *
         *     Staff.
         */
        post: operations["createWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an endpoint
         * @description Staff.
         */
        get: operations["getWebhookEndpoint"];
        put?: never;
        post?: never;
        /**
         * Remove an endpoint; nothing more is sent to it
         * @description Staff.
         */
        delete: operations["deleteWebhookEndpoint"];
        options?: never;
        head?: never;
        /**
         * Change, disable or enable an endpoint
         * @description Staff.
         */
        patch: operations["updateWebhookEndpoint"];
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was sent to an endpoint, with every try
         * @description Staff.
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/deliveries/{delivery_id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again, under the same webhook-id
         * @description Staff.
         */
        post: operations["redeliverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace the secret
         * @description The old secret signs beside the new one for `overlap_seconds` (a day by default, at most a week).
         *
         *     Staff.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhook-endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event of type `webhook.test`
         * @description Staff.
         */
        post: operations["testWebhookEndpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the events that came in
         * @description Staff.
         */
        get: operations["listWebhookEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an event, with its masked body
         * @description Staff.
         */
        get: operations["getWebhookEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/events/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Handle a stored event again
         * @description For events that failed, were ignored or were over quota. One that was handled keeps its one effect: it is answered as before.
         *
         *     Staff.
         */
        post: operations["replayWebhookEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/n8n": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event from n8n
         * @description Either the header `X-Webhook-Secret` holds `N8N_WEBHOOK_SECRET` (Header Auth of the HTTP Request node), or the body is signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp` at most five minutes off, `webhook-signature`). Taken once for each `webhook-id`, or for each body where there is none: send a `webhook-id` where the same body may be meant twice. One that came with another body before is refused. A `null` or an empty text in `data` or its `brief` counts as left out.
         *
         *      - `pipeline.start` `{video_id, formats?, callback_url?, metadata?}` or `{email, brief, package?, formats?, …}`: makes a film.
         *      - `assets.ready` `{video_id, script?, images, audio_url, format | formats, …}`: assembles a film.
         *      - `video.published` `{video_id, url?, platform?}`: approved -> delivered.
         *
         *      Other events are stored, with `handled: false`.
         *
         *     Signed by the sender: `X-Webhook-Secret`.
         */
        post: operations["receiveN8nEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/stripe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an event from Stripe
         * @description Signed by `STRIPE_WEBHOOK_SECRET`, at most five minutes old or ahead. Stored raw and handled once, in any order: `invoice.*` brings the invoice up to date and never moves it back; `customer.subscription.*` gives the client the package whose `stripe_price_id` is subscribed to, and `kickstart` once no subscription is active. Other events are stored.
         *
         *     Signed by the sender: `Stripe-Signature`.
         */
        post: operations["receiveStripeEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/tally": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a form submission from Tally
         * @description Taken once, however often it comes: each delivery gets the same ids.
         *
         *     Signed by the sender: `Tally-Signature`.
         */
        post: operations["receiveTallySubmission"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/tally/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the forms that have a mapping of their own
         * @description Staff.
         */
        get: operations["listTallyMappings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/webhooks/tally/mappings/{form_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a form's mapping
         * @description A form without one answers 404; its questions are found by their labels.
         *
         *     Staff.
         */
        get: operations["getTallyMapping"];
        /**
         * Set a form's mapping
         * @description Replaces the mapping. Stored submissions that failed before can then be replayed.
         *
         *     Staff.
         */
        put: operations["putTallyMapping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a file by a signed link
         * @description Links come signed in other answers and expire; ranges are served. Only where files are kept on disk: with S3, links lead there.
         */
        get: operations["downloadFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "client.created": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** By a form, by n8n or by a call. */
        post: operations["onClientCreated"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "invoice.paid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Once for each invoice. */
        post: operations["onInvoicePaid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "invoice.payment_failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Once for each try. */
        post: operations["onInvoicePaymentFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The film is there; read it from the video or the job. */
        post: operations["onJobComplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** No film came of it, and nothing more is tried; also where it was cancelled. */
        post: operations["onJobFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "job.progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where a running job stands. At most once in ten seconds for each job, tried once, and only to endpoints that name it. */
        post: operations["onJobProgress"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "quota.exceeded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A film was asked for and not begun: the client's month is used up. */
        post: operations["onQuotaExceeded"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "video.approved": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The client or staff approved it. */
        post: operations["onVideoApproved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "video.delivered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The approved film was handed over. */
        post: operations["onVideoDelivered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "video.draft_ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A revision is finished and waits in the studio. */
        post: operations["onVideoDraftReady"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "video.failed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Its job failed or was cancelled. A film that it had before stays. */
        post: operations["onVideoFailed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "video.generating": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A film is being made: a first one, a new revision, or a failed one once more. */
        post: operations["onVideoGenerating"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "video.rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The client or staff want changes. */
        post: operations["onVideoRejected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "video.review_requested": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The draft was sent to the client for review. */
        post: operations["onVideoReviewRequested"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asked for by `POST /api/webhook-endpoints/{id}/test`; no endpoint need name it. */
        post: operations["onWebhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        ApiKey: {
            /** Format: date-time */
            created_at: string;
            /**
             * @description Who made it, as in events.
             * @example staff:ann@studio.example
             */
            created_by: string;
            /** @description Refused from then on; null: good until it is revoked. */
            expires_at: string | null;
            /** @description The public part of the key: bom_<id>_<secret>. */
            id: string;
            /** @description To the minute or so. */
            last_used_at: string | null;
            name: string;
            /** @description Refused since then; null while it is good. */
            revoked_at: string | null;
            /** @description What the key may. */
            scopes: components["schemas"]["Scope"][];
        };
        ApiKeyList: {
            /** @description Newest first. */
            data: components["schemas"]["ApiKey"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        ApiKeyRequest: {
            /** @description Null or left out: until it is revoked. */
            expires_at?: string | null;
            /**
             * @description For people: what uses it.
             * @example n8n
             */
            name: string;
            /** @description What the key may. */
            scopes: components["schemas"]["Scope"][];
        };
        AssemblyRequest: {
            /** @description Recording of the whole script: hook, scenes and call to action. */
            audio_url: string;
            /**
             * Format: uri
             * @description Gets `job.complete` or `job.failed` once, signed; must lead to a public address.
             */
            callback_url?: string;
            /** @description By default as the brand kit has them. */
            captions?: components["schemas"]["CaptionOptions"];
            /** @description One format; or give `formats`. */
            format?: components["schemas"]["Format"];
            /** @description Several at once; goes before `format`. */
            formats?: components["schemas"]["Format"][];
            /** @description One a scene, or one more for the hook before them; none: the `image_url` of the scenes. */
            images: string[];
            /** @description Yours; comes back with the status and with the callback. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Played under the voice; by default that of the brand kit. */
            music_url?: string;
            /** @description What is said in the recording, and shown over the pictures. */
            script: components["schemas"]["Script"];
            /** Format: uuid */
            video_id: string;
            /** @description What is said when, in seconds of the recording; without them captions are timed by its pauses. */
            words?: components["schemas"]["SpokenWord"][];
        };
        Asset: {
            /**
             * Format: int64
             * @description Size of the file.
             */
            bytes: number;
            /** @description In seconds. */
            duration_seconds?: number;
            /**
             * Format: int64
             * @description In pixels.
             */
            height?: number;
            /** Format: uuid */
            id: string;
            /** @description Seen by the bytes, whatever the upload said. */
            kind: components["schemas"]["MediaKind"];
            /** @description Seen by the bytes, whatever the upload said. */
            mime_type: string;
            /** @description Of the bytes, in lower-case hex. */
            sha256: string;
            /** @description `asset:<id>`, for wherever a media URL is taken. */
            url: string;
            /**
             * Format: int64
             * @description In pixels.
             */
            width?: number;
        };
        AssetWithLink: {
            /**
             * Format: int64
             * @description Size of the file.
             */
            bytes: number;
            /** @description Signed and expiring: read this again for a fresh link. */
            download_url: string;
            /** @description In seconds. */
            duration_seconds?: number;
            /**
             * Format: int64
             * @description In pixels.
             */
            height?: number;
            /** Format: uuid */
            id: string;
            /** @description Seen by the bytes, whatever the upload said. */
            kind: components["schemas"]["MediaKind"];
            /** @description Seen by the bytes, whatever the upload said. */
            mime_type: string;
            /** @description Of the bytes, in lower-case hex. */
            sha256: string;
            /** @description `asset:<id>`, for wherever a media URL is taken. */
            url: string;
            /**
             * Format: int64
             * @description In pixels.
             */
            width?: number;
        };
        /** @description The request can not be read. */
        BadRequestProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "invalid_json" | "invalid_body" | "invalid_stripe_signature";
        };
        BeatWork: {
            /**
             * @description `given`: a file that the request names.
             * @enum {string}
             */
            image: "kept" | "made" | "given" | "none";
            /**
             * @description Part of the script.
             * @enum {string}
             */
            kind: "hook" | "scene" | "cta";
            /** @description Index in the new script's scenes; null for hook and call to action. */
            scene: number | null;
            /** @description Its part of the film, by format. */
            segments: {
                [key: string]: "reused" | "rendered";
            };
            /**
             * @description `kept`: the take of an earlier film.
             * @enum {string}
             */
            voice: "kept" | "made";
        };
        /** @description The body is too large. */
        BodyTooLargeProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "body_too_large";
        };
        BrandColors: {
            /** @description By default warm amber. */
            accent?: string;
            /** @description By default deep teal. */
            primary?: string;
            /** @description By default ink. */
            secondary?: string;
            /** @description By default white. */
            text?: string;
        };
        /** @description How the films of a client look and sound. Every part is optional. */
        BrandKit: {
            /** @description What is spoken, written over the film. */
            captions?: components["schemas"]["CaptionOptions"];
            /** @description Six hex digits, `#0F766E`, in any case. */
            colors?: components["schemas"]["BrandColors"];
            /** @description What the card at the end shows. */
            cta?: components["schemas"]["CallToAction"];
            /** @description Family of titles and captions. */
            font?: string;
            /** @description Names and words that a voice would say wrongly. */
            glossary?: components["schemas"]["Pronunciation"][];
            /** @description Picture or clip before the film. */
            intro_url?: string;
            /**
             * @description That films speak where neither script nor brief says.
             * @example en
             * @example pt-BR
             */
            language?: string;
            /** @description Shown as a watermark and at the end. */
            logo_url?: string;
            /** @description Played under the voice, unless a film names its own. */
            music_url?: string;
            /** @description Picture or clip after the film. */
            outro_url?: string;
            /** @description How scripts are to sound. */
            tone?: string;
            voice?: components["schemas"]["VoiceOptions"];
            /** @description Where and how the logo is shown throughout the film. */
            watermark?: components["schemas"]["Watermark"];
        };
        /** @description What an intake form tells of the business: what a script is written from. */
        Brief: {
            /** @description As it is said and written. */
            business_name: string;
            /** @description Why they and not another. */
            differentiator: string;
            /**
             * @description That the film is to speak.
             * @default en
             * @example en
             * @example pt-BR
             */
            language?: string;
            /** @description Whom the film speaks to. */
            target_customer: string;
            /**
             * @description How it is to sound.
             * @default friendly
             */
            tone?: string;
            /** @description What this film is about, where it is not the business as a whole. */
            topic?: string;
            /** @description Product or service, in plain words. */
            what_they_sell: string;
        };
        Caller: {
            /** @description For a client: itself; null for others. */
            client: components["schemas"]["Client"] | null;
            /** @description Null for API keys. */
            email: string | null;
            /**
             * @description As it stands in events.
             * @example staff:ann@studio.example
             * @example key:1f0c
             */
            id: string;
            /**
             * @description `service`: an API key without the scope `staff`.
             * @enum {string}
             */
            role: "staff" | "client" | "service";
            /** @description What the caller may; empty for clients. */
            scopes: components["schemas"]["Scope"][];
        };
        CallToAction: {
            /** @description By default the first sentence of the script's `cta`. */
            text?: string;
            /**
             * @description Written beneath it.
             * @example north.example
             */
            url?: string;
        };
        /** @description The captions as SubRip and as WebVTT. */
        CaptionFiles: {
            /** @description Signed and expiring: read this again for a fresh link. */
            srt: string;
            /** @description Signed and expiring: read this again for a fresh link. */
            vtt: string;
        };
        /** @description How captions look. */
        CaptionOptions: {
            /** @description By default `bottom`. */
            position?: components["schemas"]["CaptionPosition"];
            /** @description By default `karaoke`. */
            style?: components["schemas"]["CaptionStyle"];
        };
        /**
         * @description Where captions stand.
         * @enum {string}
         */
        CaptionPosition: "bottom" | "middle" | "top";
        /**
         * @description `karaoke`: a line, its words lit as they are spoken. `word`: one word at a time. `line`: a line. `none`: no captions.
         * @enum {string}
         */
        CaptionStyle: "karaoke" | "word" | "line" | "none";
        Client: {
            brand_kit: components["schemas"]["BrandKit"];
            /** Format: date-time */
            created_at: string;
            email: string;
            /** Format: uuid */
            id: string;
            name: string;
            /**
             * @description Id of the package, which sets quota, priority and price.
             * @example kickstart
             * @example growth
             * @example scale
             */
            package: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Goes up with each change. Sent back as `If-Match`, it refuses to change what somebody else changed since.
             */
            version: number;
        };
        ClientChange: {
            brand_kit?: components["schemas"]["BrandKit"];
            /**
             * Format: email
             * @description One client an address, whatever its case.
             */
            email?: string;
            /** @description As it is shown in films and mails. */
            name?: string;
            /** @description One of the packages: `kickstart`, `growth`, `scale`. */
            package?: string;
            /** @description Videos a month instead of what the package says; null for the package. */
            quota_override?: number | null;
        };
        /** @description By a form, by n8n or by a call. */
        ClientCreatedData: {
            /** Format: uuid */
            client_id: string;
            name: string;
            /**
             * @description Id of the package, which sets quota, priority and price.
             * @example kickstart
             * @example growth
             * @example scale
             */
            package: string;
        };
        /** @description By a form, by n8n or by a call. */
        ClientCreatedEvent: {
            data: components["schemas"]["ClientCreatedData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "client.created";
        };
        ClientList: {
            /** @description Newest first. */
            data: components["schemas"]["Client"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description Not as things stand now. */
        ConflictProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "conflict" | "email_taken" | "illegal_transition" | "quota_exceeded" | "period_invoiced" | "idempotency_in_progress" | "nothing_to_restore" | "nothing_to_revise" | "nothing_to_preview";
        };
        /** @description Work that ended in failure, and will not be tried again by itself. */
        DeadLetter: {
            /** @description Stable, snake_case. */
            code: string;
            /** Format: date-time */
            created_at: string;
            /** @description One plain sentence: what is wrong, and how to put it right. */
            detail: string;
            /** @description Class of the error, which says whether trying again may help. */
            error_class: string;
            /** Format: uuid */
            id: string;
            /** @description Where it was at work. */
            queue: string;
            /** @description When it was tried again; null while it waits for somebody. */
            retried_at: string | null;
            /** @description The step of the job, or the sender of the event; null for none. */
            step: string | null;
            /**
             * @description A film, a mail, message or webhook that could not be sent, or an event that came in.
             * @enum {string}
             */
            subject: "job" | "notice" | "webhook_event";
            /** @description Id of that job, notice or event. */
            subject_id: string | null;
        };
        DeadLetterList: {
            /** @description Newest first. */
            data: components["schemas"]["DeadLetter"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /**
         * @description `pending`: to be tried, or tried again. `sent`: taken with a 2xx. `failed`: given up. `skipped`: no longer wanted.
         * @enum {string}
         */
        DeliveryStatus: "pending" | "sent" | "failed" | "skipped";
        /**
         * @description Who sent it.
         * @enum {string}
         */
        EventSource: "tally" | "stripe" | "n8n";
        FieldError: {
            /** @description What is wrong with it. */
            message: string;
            /**
             * @description Of the field, by names and indexes.
             * @example scenes.2.narration
             */
            path: string;
        };
        /** @description A finished film in one format: MP4, H.264 and AAC. */
        FilmFile: {
            /**
             * Format: int64
             * @description Size of the file.
             */
            bytes: number;
            /** @description In seconds. */
            duration_seconds: number;
            /**
             * Format: int64
             * @description In pixels.
             */
            height: number;
            /** @description Of the bytes, in lower-case hex. */
            sha256: string;
            /** @description Signed and expiring: read this again for a fresh link. */
            url: string;
            /**
             * Format: int64
             * @description In pixels.
             */
            width: number;
        };
        FilmRequest: {
            /** @description Kept with the video; a script is written from it, unless one is given. */
            brief?: components["schemas"]["Brief"];
            /**
             * Format: uri
             * @description Gets `job.complete` or `job.failed` once, signed; must lead to a public address.
             */
            callback_url?: string;
            /** @description By default as the brand kit has them. */
            captions?: components["schemas"]["CaptionOptions"];
            /** @description Default: those of the film before; `vertical` for a first one. */
            formats?: components["schemas"]["Format"][];
            /** @description Yours; comes back with the status and with the callback. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Kept with the video, and filmed as it is. */
            script?: components["schemas"]["Script"];
        };
        /** @description Whoever calls may not do that. */
        ForbiddenProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "forbidden";
        };
        /**
         * @description 1080x1920, 1080x1080 or 1920x1080 pixels.
         * @enum {string}
         */
        Format: "vertical" | "square" | "horizontal";
        FormatWork: {
            /**
             * @description `joined`: put together anew from its parts.
             * @enum {string}
             */
            film: "reused" | "joined";
            /**
             * Format: int64
             * @description Parts that are rendered, intro and outro included.
             */
            segments_rendered: number;
            /**
             * Format: int64
             * @description Parts that are as in an earlier film.
             */
            segments_reused: number;
        };
        /** @description A fault of ours; the request id leads to it. */
        InternalErrorProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "internal_error";
        };
        /** @description The request can be read, and asks for what can not be. */
        InvalidRequestProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "invalid_request" | "missing_answers" | "unknown_option" | "unknown_package" | "asset_not_found" | "budget_exceeded" | "needs_llm" | "scene_unknown" | "nothing_to_film" | "private_address" | "idempotency_key_reused" | "nothing_to_invoice" | "image_too_large" | "media_corrupt" | "media_empty" | "media_not_accepted" | "media_not_audio" | "media_too_large" | "media_too_long" | "media_unreadable" | "media_unsupported";
        };
        Invoice: {
            /** Format: uuid */
            client_id: string;
            /** Format: date-time */
            created_at: string;
            /**
             * @description ISO 4217, lower-case.
             * @example usd
             */
            currency: string;
            /** @description When it must be paid; null until it is finalized. */
            due_at: string | null;
            /** @description Where the client pays. */
            hosted_url: string | null;
            /** Format: uuid */
            id: string;
            /** @description What it bills. */
            lines: components["schemas"]["InvoiceLine"][];
            /** @description As on the invoice; null for a draft. */
            number: string | null;
            /**
             * Format: int64
             * @description What has been paid of it.
             */
            paid_cents: number;
            /** @description The invoice as a PDF at Stripe; null for a draft. */
            pdf_url: string | null;
            /** @description Not included. */
            period_end: string | null;
            /** @description Of the month that it bills. */
            period_start: string | null;
            status: components["schemas"]["InvoiceStatus"];
            /** @description Null while Stripe does not have it yet. */
            stripe_invoice_id: string | null;
            /**
             * Format: int64
             * @description What it comes to.
             */
            total_cents: number;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Goes up with each change. Sent back as `If-Match`, it refuses to change what somebody else changed since.
             */
            version: number;
        };
        InvoiceLine: {
            /**
             * Format: int64
             * @description In cents of the currency; 0 for films within the quota.
             */
            amount_cents: number;
            /** @description As the client reads it. */
            description: string;
            /**
             * @description `plan`: the month of the package. `film`: one approved film. `other`: a line that was made at Stripe.
             * @enum {string}
             */
            kind: "plan" | "film" | "other";
            /** @description Of a film; null for other lines. */
            video_id: string | null;
        };
        InvoiceList: {
            /** @description Newest first. */
            data: components["schemas"]["Invoice"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description Once for each invoice. */
        InvoicePaidData: {
            /** Format: uuid */
            client_id: string;
            /**
             * @description ISO 4217, lower-case.
             * @example usd
             */
            currency: string;
            /** Format: uuid */
            invoice_id: string;
            /** @description As on the invoice; null for a draft. */
            number: string | null;
            /**
             * @description Stripe's own.
             * @example open
             * @example paid
             */
            status: string;
            /** @description Id of the invoice at Stripe. */
            stripe_invoice_id: string | null;
            /**
             * Format: int64
             * @description What the invoice comes to, in cents of its currency.
             */
            total_cents: number;
        };
        /** @description Once for each invoice. */
        InvoicePaidEvent: {
            data: components["schemas"]["InvoicePaidData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "invoice.paid";
        };
        /** @description Once for each try. */
        InvoicePaymentFailedData: {
            /**
             * Format: int64
             * @description How many times Stripe has tried.
             */
            attempt: number;
            /** Format: uuid */
            client_id: string;
            /**
             * @description ISO 4217, lower-case.
             * @example usd
             */
            currency: string;
            /** Format: uuid */
            invoice_id: string;
            /** @description As on the invoice; null for a draft. */
            number: string | null;
            /**
             * @description Stripe's own.
             * @example open
             * @example paid
             */
            status: string;
            /** @description Id of the invoice at Stripe. */
            stripe_invoice_id: string | null;
            /**
             * Format: int64
             * @description What the invoice comes to, in cents of its currency.
             */
            total_cents: number;
        };
        /** @description Once for each try. */
        InvoicePaymentFailedEvent: {
            data: components["schemas"]["InvoicePaymentFailedData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "invoice.payment_failed";
        };
        /**
         * @description Stripe's, and `creating` while Stripe does not have it yet: post it again to go on.
         * @enum {string}
         */
        InvoiceStatus: "creating" | "draft" | "open" | "paid" | "uncollectible" | "void" | "deleted";
        /** @description The job that was begun. */
        JobAccepted: {
            /** Format: uuid */
            job_id: string;
            /** @constant */
            status: "processing";
            /** @description Path to poll, on this API. */
            status_url: string;
        };
        /** @description The film is there; read it from the video or the job. */
        JobCompleteData: {
            /** Format: uuid */
            client_id: string;
            /** Format: uuid */
            job_id: string;
            kind: components["schemas"]["JobKind"];
            /** @description As it was given with the job; null where none was. */
            metadata: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description That the job makes.
             */
            revision: number;
            /** @description Of the video. */
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description The film is there; read it from the video or the job. */
        JobCompleteEvent: {
            data: components["schemas"]["JobCompleteData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "job.complete";
        };
        JobEndedEvent: components["schemas"]["JobCompleteEvent"] | components["schemas"]["JobFailedEvent"];
        /** @description Why a job failed: the same in its status and in `job.failed`. */
        JobError: {
            /**
             * Format: int64
             * @description How many tries that was.
             */
            attempt: number;
            /** @description Stable, snake_case; `cancelled` where somebody stopped the job. */
            code: string;
            /** @description One plain sentence: what is wrong, and how to put it right. */
            detail: string;
            /** @description Whether it is worth asking for the same again. */
            retriable: boolean;
            /** @description Of `script.scenes`, from 0; null where it was no single one. */
            scene: number | null;
            /** @description Where the job stood. */
            stage: string;
            /** @description Of the trace it failed in, where traces are on. */
            trace_id?: string;
        };
        /** @description No film came of it, and nothing more is tried; also where it was cancelled. */
        JobFailedData: {
            /** Format: uuid */
            client_id: string;
            error: components["schemas"]["JobError"];
            /** Format: uuid */
            job_id: string;
            kind: components["schemas"]["JobKind"];
            /** @description As it was given with the job; null where none was. */
            metadata: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int64
             * @description That the job makes.
             */
            revision: number;
            /** @description Of the video. */
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description No film came of it, and nothing more is tried; also where it was cancelled. */
        JobFailedEvent: {
            data: components["schemas"]["JobFailedData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "job.failed";
        };
        /**
         * @description `pipeline`: script, pictures and voice are made too. `assembly`: they were given.
         * @enum {string}
         */
        JobKind: "pipeline" | "assembly";
        /** @description Where a running job stands. At most once in ten seconds for each job, tried once, and only to endpoints that name it. */
        JobProgressData: {
            /** Format: uuid */
            client_id: string;
            /** Format: uuid */
            job_id: string;
            kind: components["schemas"]["JobKind"];
            /** @description As it was given with the job; null where none was. */
            metadata: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: int32
             * @description In percent; never goes back.
             */
            progress: number;
            /**
             * Format: int64
             * @description That the job makes.
             */
            revision: number;
            segments: components["schemas"]["JobSegments"];
            stage: components["schemas"]["JobStage"];
            /** @constant */
            status: "processing";
            /** @description Of the video. */
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description Where a running job stands. At most once in ten seconds for each job, tried once, and only to endpoints that name it. */
        JobProgressEvent: {
            data: components["schemas"]["JobProgressData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "job.progress";
        };
        /** @description Parts that the film is rendered in; all 0 before it is planned. */
        JobSegments: {
            /**
             * Format: int64
             * @description Those that are there.
             */
            done: number;
            /**
             * Format: int64
             * @description Of those done: as they were in an earlier film, so not rendered again.
             */
            reused: number;
            /**
             * Format: int64
             * @description Parts of all formats together.
             */
            total: number;
        };
        /**
         * @description What is at work, in this order; `script`, `images` and `voice` only where they are made.
         * @enum {string}
         */
        JobStage: "queued" | "script" | "images" | "voice" | "fetching" | "planning" | "rendering" | "mixing" | "checking" | "uploading" | "done";
        /**
         * @description `processing` from the moment it was asked for; the others are ends.
         * @enum {string}
         */
        JobState: "processing" | "complete" | "failed" | "cancelled";
        JobStatus: {
            /** @description Null until complete. */
            captions: components["schemas"]["CaptionFiles"] | null;
            /** @description The WebVTT of `captions`. */
            captions_url: string | null;
            /** @description What its paid calls cost so far, in US cents with fractions. */
            cost_cents: number;
            /** Format: date-time */
            created_at: string;
            /** @description Why it failed or was cancelled; null otherwise. */
            error: components["schemas"]["JobError"] | null;
            /** @description By what the stages of recent jobs took, and by the speed so far; null where neither tells. */
            eta_seconds: number | null;
            /** @description When it ended, however; null while it runs. */
            finished_at: string | null;
            /** Format: uuid */
            job_id: string;
            /** @description As it was given with the job; null where none was. */
            metadata: unknown;
            /** @description The first of `outputs`: a signed link, which expires; null until complete. */
            output_url: string | null;
            /** @description The finished films, by format. */
            outputs: {
                [key: string]: components["schemas"]["FilmFile"];
            };
            /** @description Signed link to a JPEG of the film, which expires; null until complete. */
            poster_url: string | null;
            /**
             * Format: int32
             * @description Never goes back; 100 only when complete.
             */
            progress: number;
            /** @description Jobs before this one; null once it runs. */
            queue_position: number | null;
            segments: components["schemas"]["JobSegments"];
            stage: components["schemas"]["JobStage"];
            /** @description Milliseconds that each stage took, by stage. */
            stage_times: {
                [key: string]: number;
            };
            /** @description When work began; null while it is queued. */
            started_at: string | null;
            status: components["schemas"]["JobState"];
            /** Format: uuid */
            video_id: string;
            /** @description Every fallback that was taken. */
            warnings: components["schemas"]["Warning"][];
        };
        JobStatusList: {
            /** @description Newest first. */
            data: components["schemas"]["JobStatus"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        LogoutRequest: {
            /**
             * @description 256 random bits in base64url; works once.
             * @example Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k
             */
            refresh_token?: string;
        };
        MagicLinkRequest: {
            /**
             * Format: email
             * @description Where the link goes, if the address is known.
             * @example ann@bakery.example
             */
            email: string;
        };
        MagicLinkSent: {
            /** @constant */
            message: "Magic link sent";
        };
        MagicLinkToken: {
            /**
             * @description 256 random bits in base64url; works once.
             * @example Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k
             */
            token: string;
        };
        /** @enum {string} */
        MediaKind: "image" | "video" | "audio";
        N8nAnswer: {
            /** Format: uuid */
            client_id?: string;
            /** @description False: stored only, since the event is not known or nothing was to do. */
            handled: boolean;
            /** Format: uuid */
            job_id?: string;
            /**
             * @description Why no film is made.
             * @constant
             */
            reason?: "quota_exceeded";
            /** @constant */
            received: true;
            /** Format: uuid */
            video_id?: string;
        };
        N8nAssetsReady: {
            /** @description The parts of the film. */
            data: components["schemas"]["N8nReadyAssets"];
            /** @constant */
            event: "assets.ready";
        };
        N8nEvent: components["schemas"]["N8nPipelineStart"] | components["schemas"]["N8nAssetsReady"] | components["schemas"]["N8nVideoPublished"] | components["schemas"]["N8nOtherEvent"];
        /** @description Stored, and nothing done for it. */
        N8nOtherEvent: {
            /**
             * @description What belongs to it.
             * @default {}
             */
            data?: {
                [key: string]: unknown;
            };
            /**
             * @description What happened.
             * @example pipeline.start
             * @example assets.ready
             * @example video.published
             */
            event: string;
        };
        N8nPipelineStart: {
            /** @description A video that exists, or a brief. */
            data: components["schemas"]["N8nStartOfVideo"] | components["schemas"]["N8nStartOfBrief"];
            /** @constant */
            event: "pipeline.start";
        };
        /** @description The approved film is out: the video is delivered, and the client told. */
        N8nPublication: {
            /**
             * @description Where it was published.
             * @example instagram
             */
            platform?: string;
            /**
             * Format: uri
             * @description Where the film can be seen.
             */
            url?: string;
            /** Format: uuid */
            video_id: string;
        };
        N8nReadyAssets: {
            /** @description Recording of the whole script: hook, scenes and call to action. */
            audio_url: string;
            /**
             * Format: uri
             * @description Gets `job.complete` or `job.failed` once, signed; must lead to a public address.
             */
            callback_url?: string;
            /** @description By default as the brand kit has them. */
            captions?: components["schemas"]["CaptionOptions"];
            /** @description One format; or give `formats`. */
            format?: components["schemas"]["Format"];
            /** @description Several at once; goes before `format`. */
            formats?: components["schemas"]["Format"][];
            /** @description One a scene, or one more for the hook before them; none: the `image_url` of the scenes. */
            images: string[];
            /** @description Yours; comes back with the status and with the callback. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Played under the voice; by default that of the brand kit. */
            music_url?: string;
            /** @description By default the one that the video has. */
            script?: components["schemas"]["Script"];
            /** Format: uuid */
            video_id: string;
            /** @description What is said when, in seconds of the recording; without them captions are timed by its pauses. */
            words?: components["schemas"]["SpokenWord"][];
        };
        N8nStartOfBrief: {
            brief: components["schemas"]["Brief"];
            /**
             * Format: uri
             * @description Gets `job.complete` or `job.failed` once, signed; must lead to a public address.
             */
            callback_url?: string;
            /**
             * Format: email
             * @description Names the client, who is made if new.
             */
            email: string;
            /** @description Default: those of the film before; `vertical` for a first one. */
            formats?: components["schemas"]["Format"][];
            /** @description Yours; comes back with the status and with the callback. */
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Of a client that is new; by default `kickstart`. */
            package?: string;
        };
        N8nStartOfVideo: {
            /**
             * Format: uri
             * @description Gets `job.complete` or `job.failed` once, signed; must lead to a public address.
             */
            callback_url?: string;
            /** @description Default: those of the film before; `vertical` for a first one. */
            formats?: components["schemas"]["Format"][];
            /** @description Yours; comes back with the status and with the callback. */
            metadata?: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            video_id: string;
        };
        N8nVideoPublished: {
            data: components["schemas"]["N8nPublication"];
            /** @constant */
            event: "video.published";
        };
        NewApiKey: {
            /** Format: date-time */
            created_at: string;
            /**
             * @description Who made it, as in events.
             * @example staff:ann@studio.example
             */
            created_by: string;
            /** @description Refused from then on; null: good until it is revoked. */
            expires_at: string | null;
            /** @description The public part of the key: bom_<id>_<secret>. */
            id: string;
            /**
             * @description The whole key, shown once.
             * @example bom_1f0c9a7be2d4_5w8…
             */
            key: string;
            /** @description To the minute or so. */
            last_used_at: string | null;
            name: string;
            /** @description Refused since then; null while it is good. */
            revoked_at: string | null;
            /** @description What the key may. */
            scopes: components["schemas"]["Scope"][];
        };
        NewClient: {
            brand_kit?: components["schemas"]["BrandKit"];
            /**
             * Format: email
             * @description One client an address, whatever its case.
             */
            email: string;
            /** @description As it is shown in films and mails. */
            name: string;
            /**
             * @description One of the packages: `kickstart`, `growth`, `scale`.
             * @default kickstart
             */
            package?: string;
        };
        NewInvoice: {
            /** Format: uuid */
            client_id: string;
            /**
             * Format: int32
             * @description From when it is finalized.
             * @default 14
             */
            days_until_due?: number;
            /**
             * Format: int32
             * @description For each film beyond the quota; by default the price of the plan over its quota.
             */
            extra_film_cents?: number;
            /** @description The plan's price; by default unless a subscription at Stripe bills it. */
            include_plan?: boolean;
            /** @description Not included. */
            period_end: string;
            /** @description A time, or a day for its beginning, UTC. */
            period_start: string;
        };
        NewProject: {
            /** Format: uuid */
            client_id: string;
            name: string;
            /** @default active */
            status?: components["schemas"]["ProjectStatus"];
        };
        NewVideo: {
            /** @description What a script is written from. */
            brief?: components["schemas"]["Brief"];
            /** Format: uuid */
            project_id: string;
            /** @description What is to be filmed; without one it is written from the brief. */
            script?: components["schemas"]["Script"];
            /** @description For people; it is not shown in the film. */
            title: string;
        };
        NewWebhookEndpoint: {
            /** @description For people: what listens there. */
            description?: string;
            /** @description `job.progress` comes at most once in ten seconds for each job, is tried once, and only when named here. */
            events: components["schemas"]["WebhookEventType"][];
            /** @description Sent with each delivery beside the signature, for receivers that check a header and cannot verify, such as the Header Auth of n8n. */
            secret_header?: {
                /**
                 * @description Of the header.
                 * @example X-Bom-Secret
                 */
                name: string;
                /**
                 * @description Never shown again.
                 * @example a-long-random-text
                 */
                value: string;
            };
            /**
             * Format: uri
             * @description Must lead to a public address, or to one that FETCH_ALLOW_PRIVATE names. Redirects are not followed.
             * @example https://n8n.example/webhook/bom
             */
            url: string;
        };
        /** @description There is none, or it is not yours. */
        NotFoundProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "not_found";
        };
        /** @description An OpenAPI 3.1 document: this one. */
        OpenApiDocument: Record<string, never>;
        PlanShare: {
            /**
             * @description ISO 4217, lower-case.
             * @example usd
             */
            currency: string;
            /** @description Null where the package is not priced in US dollars. */
            margin_cents: number | null;
            /**
             * Format: int64
             * @description Calendar months that the period touches.
             */
            months: number;
            /**
             * @description Id of the package, which sets quota, priority and price.
             * @example kickstart
             * @example growth
             * @example scale
             */
            package: string;
            /**
             * Format: int64
             * @description A month.
             */
            price_cents: number;
            /**
             * Format: int64
             * @description `price_cents` times `months`.
             */
            revenue_cents: number;
        };
        Preview: {
            film: components["schemas"]["FilmFile"];
            /**
             * Format: int64
             * @description That the preview is of.
             */
            revision: number;
            /** @constant */
            status: "ready";
        };
        PreviewPending: {
            /**
             * Format: int64
             * @description That the preview is of.
             */
            revision: number;
            /** @constant */
            status: "rendering";
        };
        Problem: {
            /** @description Stable, snake_case. */
            code: string;
            /** @description One plain sentence: what is wrong, and how to put it right. */
            detail: string;
            /** @description What is wrong with single fields, where that is so. */
            errors?: components["schemas"]["FieldError"][];
            /** @description As in `X-Request-Id`, for whoever looks into it. */
            request_id: string;
            /**
             * Format: int64
             * @description The HTTP status.
             */
            status: number;
            /** @description What the status says, in words. */
            title: string;
            /** @description `about:blank`: the title says what the status says. */
            type: string;
        };
        Project: {
            /** Format: uuid */
            client_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            status: components["schemas"]["ProjectStatus"];
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Goes up with each change. Sent back as `If-Match`, it refuses to change what somebody else changed since.
             */
            version: number;
        };
        ProjectChange: {
            name?: string;
            status?: components["schemas"]["ProjectStatus"];
        };
        ProjectList: {
            /** @description Newest first. */
            data: components["schemas"]["Project"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /**
         * @description For people and lists alone: it stops no film.
         * @enum {string}
         */
        ProjectStatus: "active" | "paused" | "completed" | "archived";
        ProjectWithVideos: {
            /** Format: uuid */
            client_id: string;
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            status: components["schemas"]["ProjectStatus"];
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Goes up with each change. Sent back as `If-Match`, it refuses to change what somebody else changed since.
             */
            version: number;
            /** @description The newest 100; `GET /api/videos?project_id=` pages through all. Clients see those sent for review. */
            videos: components["schemas"]["Video"][];
        };
        Pronunciation: {
            /** @description As it is to be spoken. */
            say: string;
            /** @description As it is written. */
            term: string;
        };
        /** @description A service that this needs refused or failed. */
        ProviderFailedProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "preview_failed" | "provider_failed" | "billing_refused";
        };
        Quota: {
            /**
             * Format: int64
             * @description Videos in this month, by the package or by what staff granted.
             */
            limit: number;
            /** @description What staff granted instead of the package; null for none. */
            override: number | null;
            /**
             * Format: date-time
             * @description When the next month begins, UTC.
             */
            period_end: string;
            /**
             * Format: date-time
             * @description When this month began, UTC.
             */
            period_start: string;
            /**
             * Format: int64
             * @description Films that can still be begun this month; 0 where more were made than that.
             */
            remaining: number;
            /**
             * Format: int64
             * @description A video counts once, however many revisions it has; one that failed or was cancelled before there was a film does not.
             */
            used: number;
        };
        /** @description A film was asked for and not begun: the client's month is used up. */
        QuotaExceededData: {
            /** Format: uuid */
            client_id: string;
            /**
             * Format: int64
             * @description Videos that the client has in a month.
             */
            limit: number;
            name: string;
            /** @description Its name, as people read it. */
            package: string;
            /** @description That was to be made; null where a form asked for a new one. */
            video_id: string | null;
        };
        /** @description A film was asked for and not begun: the client's month is used up. */
        QuotaExceededEvent: {
            data: components["schemas"]["QuotaExceededData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "quota.exceeded";
        };
        /** @description Too many calls: come again after `Retry-After`. */
        RateLimitedProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "rate_limited";
        };
        ReceivedEvent: {
            /** @description What was answered, and is answered again to the same event. */
            answer: unknown;
            /**
             * Format: int64
             * @description Size of the body.
             */
            bytes: number;
            /** Format: date-time */
            created_at: string;
            /** @description Why it failed; null where it did not. */
            error: string | null;
            /** @description What makes two deliveries the same event. */
            external_id: string;
            /** @description When it was dealt with; null until then. */
            handled_at: string | null;
            /** Format: uuid */
            id: string;
            source: components["schemas"]["EventSource"];
            /** @description `ignored`: nothing to do for it. `rejected`: over quota. `failed` ones can be put right and replayed. */
            status: components["schemas"]["ReceivedEventStatus"];
            /** @description The event's type, where its body names one. */
            type: string | null;
        };
        ReceivedEventDetail: {
            /** @description What was answered, and is answered again to the same event. */
            answer: unknown;
            /** @description The body with addresses, numbers of phones and cards, and secrets masked; null where it is not JSON. */
            body: unknown;
            /**
             * Format: int64
             * @description Size of the body.
             */
            bytes: number;
            /** Format: date-time */
            created_at: string;
            /** @description Why it failed; null where it did not. */
            error: string | null;
            /** @description What makes two deliveries the same event. */
            external_id: string;
            /** @description When it was dealt with; null until then. */
            handled_at: string | null;
            /** Format: uuid */
            id: string;
            source: components["schemas"]["EventSource"];
            /** @description `ignored`: nothing to do for it. `rejected`: over quota. `failed` ones can be put right and replayed. */
            status: components["schemas"]["ReceivedEventStatus"];
            /** @description The event's type, where its body names one. */
            type: string | null;
        };
        ReceivedEventList: {
            /** @description Newest first. */
            data: components["schemas"]["ReceivedEvent"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @enum {string} */
        ReceivedEventStatus: "received" | "handled" | "rejected" | "failed" | "ignored";
        RefreshRequest: {
            /**
             * @description 256 random bits in base64url; works once.
             * @example Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k
             */
            refresh_token: string;
        };
        /** @description A decision about the revision that was sent for review. */
        Review: {
            /** @description False: changes were asked for. */
            approved: boolean;
            /**
             * Format: date-time
             * @description When it was decided.
             */
            at: string;
            /** @description Who decided, as in events; clients are told `client` or `studio`. */
            by: string;
            /** @description What was said with the decision. */
            note: string | null;
            /**
             * Format: int64
             * @description The revision that was decided about.
             */
            revision: number;
            /** @description What was said of single scenes. */
            scenes: components["schemas"]["SceneNote"][];
        };
        ReviseRequest: {
            /** @description Replaces what the film before had, field by field. */
            captions?: components["schemas"]["CaptionOptions"];
            /** @description By default those of the film before. */
            formats?: components["schemas"]["Format"][];
            /** @description Pictures to take, by index of the scene in the new script. */
            images?: {
                [key: string]: string;
            };
            /** @description Other music. */
            music_url?: string;
            /** @description What is to be changed, in plain words. */
            note: string;
            /** @description Notes to single scenes, beside `note`. */
            scenes?: components["schemas"]["RevisionNote"][];
            /** @description The new script as it is to be; then no model is asked. */
            script?: components["schemas"]["Script"];
            /** @description Another voice or speed. */
            voice?: components["schemas"]["VoiceOptions"];
        };
        Revision: {
            /** @description Null until there is a film. */
            captions: components["schemas"]["CaptionFiles"] | null;
            /** Format: date-time */
            created_at: string;
            /** @description Whether the video shows this one; for clients: whether it is the one last sent to them. */
            current: boolean;
            /** @description Against the revision before; null for a first film. */
            diff: components["schemas"]["ScriptDiff"] | null;
            /** @description Its films, by format; empty until there is one. */
            formats: {
                [key: string]: components["schemas"]["FilmFile"];
            };
            /** @description What was asked for; null for a first film. */
            note: string | null;
            /**
             * Format: int64
             * @description Counts up from 1.
             */
            number: number;
            /** @description What was made again for it; null for a first film. */
            plan: components["schemas"]["RevisionWork"] | null;
            /** @description Signed link to a JPEG of the film, which expires; null until there is a film. */
            poster_url: string | null;
            /** @description The revision that this one brought back; null for none. */
            restored_from: number | null;
            /** @description That it was made from; null until it is written. */
            script: components["schemas"]["Script"] | null;
        };
        RevisionAccepted: {
            /** @description Against the script as it is now. */
            diff: components["schemas"]["ScriptDiff"];
            /** Format: uuid */
            job_id: string;
            /** @description What is made again, and what is found. */
            plan: components["schemas"]["RevisionWork"];
            /**
             * Format: int64
             * @description The number of the new one.
             */
            revision: number;
            /** @description The new one. */
            script: components["schemas"]["Script"];
            /** @constant */
            status: "processing";
            /** @description Path to poll, on this API. */
            status_url: string;
        };
        RevisionList: {
            /** @description Newest first. */
            data: components["schemas"]["Revision"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        RevisionNote: {
            /** @description A time of the film as it is now. */
            at_seconds?: number;
            /**
             * Format: int32
             * @description Of the scene in `script.scenes`, from 0; or give `at_seconds`.
             */
            index?: number;
            /** @description What is to be changed in this scene. */
            note: string;
        };
        RevisionPlan: {
            /** @description Against the script as it is now. */
            diff: components["schemas"]["ScriptDiff"];
            /** @description What is made again, and what is found. */
            plan: components["schemas"]["RevisionWork"];
            /** @description The new one. */
            script: components["schemas"]["Script"];
        };
        RevisionWork: {
            /**
             * @description Voice and music together.
             * @enum {string}
             */
            audio_mix: "reused" | "mixed";
            /** @description Hook, scenes and call to action, in film order. */
            beats: components["schemas"]["BeatWork"][];
            calls: components["schemas"]["WorkCalls"];
            /** @description Of those calls, in US cents with fractions. */
            estimated_cost_cents: number;
            /** @description Until the film is there, by what the last films took. */
            estimated_seconds: number;
            /** @description By format. */
            formats: {
                [key: string]: components["schemas"]["FormatWork"];
            };
        };
        /** @description A spoken part of the film, with its picture. */
        Scene: {
            /** @description At least so long; what is said is never cut short. */
            duration_seconds?: number;
            /** @description The picture itself: an http(s) URL or `asset:<id>`; then none is made. */
            image_url?: string;
            /** @description What is said. */
            narration: string;
            /** @description Title over the picture; left out where the captions say the same. */
            on_screen_text?: string;
            /**
             * @description What is seen: the picture is made after it.
             * @default
             */
            visual?: string;
        };
        SceneChange: {
            /** @description Index in the scenes after; null for one that is gone. */
            after: number | null;
            /** @description Index in the scenes before; null for one that is new. */
            before: number | null;
            /**
             * @description `moved`: it stands elsewhere; its texts may have changed too.
             * @enum {string}
             */
            change: "kept" | "changed" | "added" | "removed" | "moved";
            /** @description The texts that changed; empty where none did. */
            fields: components["schemas"]["TextChange"][];
        };
        SceneNote: {
            /**
             * Format: int64
             * @description Of the scene in `script.scenes`, from 0.
             */
            index: number;
            /** @description What is wished of this scene. */
            note: string;
        };
        /**
         * @description What a key may be allowed to do; `staff` is everything.
         * @enum {string}
         */
        Scope: "clients:read" | "clients:write" | "projects:read" | "projects:write" | "videos:read" | "videos:write" | "scripts:write" | "assembly:read" | "assembly:write" | "assets:read" | "assets:write" | "usage:read" | "metrics:read" | "staff";
        /** @description What is said and shown in a film. */
        Script: {
            /** @description Call to action, said last; empty for none. */
            cta: string;
            /** @description Said first; empty for none. */
            hook: string;
            /**
             * @description That it is written in; by default that of the video or its client.
             * @example en
             * @example pt-BR
             */
            language?: string;
            /** @description In film order. */
            scenes: components["schemas"]["Scene"][];
            /** @description For people; it is not shown in the film. */
            title?: string;
        };
        /** @description What differs between two scripts. */
        ScriptDiff: {
            /** @description Changes of title, language, hook and call to action. */
            fields: components["schemas"]["TextChange"][];
            /** @description Nothing differs. */
            same: boolean;
            /** @description Every scene of the new script and those that are gone. */
            scenes: components["schemas"]["SceneChange"][];
        };
        ScriptGeneration: {
            script: components["schemas"]["Script"];
            usage: components["schemas"]["ScriptUsage"];
            /** @description Every fallback that was taken. */
            warnings: components["schemas"]["Warning"][];
        };
        /**
         * @example {
         *       "business_name": "North Bakery",
         *       "what_they_sell": "Sourdough bread",
         *       "target_customer": "Early commuters",
         *       "differentiator": "We bake at four in the morning",
         *       "tone": "friendly",
         *       "language": "EN"
         *     }
         */
        ScriptGenerationRequest: components["schemas"]["Brief"];
        /** @description What writing it took. */
        ScriptUsage: {
            /** @description With fractions. */
            cost_cents: number;
            /**
             * Format: int64
             * @description Tokens that were read.
             */
            input_tokens: number;
            /** @description As the provider names it. */
            model: string;
            /**
             * Format: int64
             * @description Tokens that were written.
             */
            output_tokens: number;
            /**
             * @description Who wrote it.
             * @example anthropic
             * @example offline
             */
            provider: string;
        };
        SecretRotation: {
            /**
             * Format: int32
             * @description How long the old secret signs too, in seconds.
             * @default 86400
             */
            overlap_seconds?: number;
        };
        Session: {
            /** @description A JWT, sent as "Authorization: Bearer …". */
            access_token: string;
            /** @description The client that signed in; null for staff. */
            client: components["schemas"]["Client"] | null;
            /**
             * Format: int64
             * @description Seconds until the access token ends.
             * @example 900
             */
            expires_in: number;
            /** @description Good for one refresh; that answer carries the next one. */
            refresh_token: string;
            /**
             * @description Who signed in.
             * @enum {string}
             */
            role: "staff" | "client";
            /** @constant */
            token_type: "Bearer";
        };
        SpokenWord: {
            /** @description In seconds of the recording. */
            end: number;
            /** @description In seconds of the recording. */
            start: number;
            /** @description The word as it is written. */
            text: string;
        };
        StripeAnswer: {
            /** @constant */
            received: true;
        };
        StripeEvent: {
            id: string;
            /** @constant */
            object: "event";
            /**
             * @description What happened, as Stripe names it.
             * @example invoice.paid
             */
            type: string;
        } & {
            [key: string]: unknown;
        };
        TallyAccepted: {
            /** Format: uuid */
            client_id: string;
            /** Format: uuid */
            job_id: string;
            /** @description A sentence for people. */
            message: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "accepted";
            /** Format: uuid */
            video_id: string;
        };
        TallyAnswer: components["schemas"]["TallyAccepted"] | components["schemas"]["TallyRejected"];
        /** @description A question and its answer. */
        TallyField: {
            /** @description Of the question, within its form. */
            key: string;
            /** @description The question, as people read it. */
            label?: string | null;
            /** @description What could be chosen, where the answer is by id. */
            options?: ({
                id: string;
                /** @description As people read it. */
                text: string;
            } & {
                [key: string]: unknown;
            })[] | null;
            /** @description Kind of question, as Tally names it. */
            type: string;
            /** @description The answer: text, number, ids of options, or files. */
            value: unknown;
        } & {
            [key: string]: unknown;
        };
        TallyMapping: {
            /**
             * @description Question key or label -> field of the brief. Questions that are not named are found by Tally's labels.
             * @example {
             *       "question_a1": "what_they_sell",
             *       "Your shop": "business_name"
             *     }
             */
            fields: {
                [key: string]: "email" | "business_name" | "what_they_sell" | "target_customer" | "differentiator" | "tone" | "language" | "topic" | "logo" | "primary_color" | "secondary_color" | "accent_color" | "font" | "cta_text" | "website" | "formats" | "package";
            };
            /** @description Tally's id of the form. */
            form_id: string;
            /** Format: date-time */
            updated_at: string;
        };
        TallyMappingList: {
            /** @description Newest first. */
            data: components["schemas"]["TallyMapping"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        TallyMappingUpdate: {
            /**
             * @description Question key or label -> field of the brief. Questions that are not named are found by Tally's labels.
             * @example {
             *       "question_a1": "what_they_sell",
             *       "Your shop": "business_name"
             *     }
             */
            fields: {
                [key: string]: "email" | "business_name" | "what_they_sell" | "target_customer" | "differentiator" | "tone" | "language" | "topic" | "logo" | "primary_color" | "secondary_color" | "accent_color" | "font" | "cta_text" | "website" | "formats" | "package";
            };
        };
        TallyRejected: {
            /** Format: uuid */
            client_id: string;
            /** @constant */
            reason: "quota_exceeded";
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            status: "rejected";
        };
        TallySubmission: {
            /** @description When it was sent. */
            createdAt?: string;
            /** @description The submission. */
            data: {
                /** @description The questions with their answers. */
                fields: components["schemas"]["TallyField"][];
                /** @description Which mapping is used. */
                formId: string;
                /** @description As people read it. */
                formName?: string | null;
                /** @description Of the submission; what makes two deliveries the same. */
                responseId?: string;
                /** @description Of the submission, too. */
                submissionId?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description The same on each try. */
            eventId?: string;
            /** @constant */
            eventType: "FORM_RESPONSE";
        } & {
            [key: string]: unknown;
        };
        TextChange: {
            /** @description Null where it is gone. */
            after: string | null;
            /** @description Null where there was none. */
            before: string | null;
            /**
             * @description Of the script or the scene.
             * @example hook
             * @example narration
             */
            field: string;
        };
        /** @description Nobody knows who calls. */
        UnauthenticatedProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "unauthenticated" | "invalid_token" | "invalid_signature";
        };
        /** @description Not now: come again after `Retry-After`. */
        UnavailableProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "plan_pending" | "not_configured" | "unavailable" | "billing_unavailable";
        };
        /** @description The body is of a type that is not taken here. */
        UnsupportedMediaTypeProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "unsupported_media_type";
        };
        Upload: {
            /**
             * Format: binary
             * @description The bytes; what they are is seen by them.
             */
            file: string;
        };
        Usage: {
            /** @description A row for each group that has calls. */
            data: components["schemas"]["UsageRow"][];
            /**
             * Format: date-time
             * @description Beginning of the period.
             */
            from: string;
            /**
             * @description What a row stands for.
             * @enum {string}
             */
            group_by: "day" | "client" | "video" | "provider" | "operation";
            /** @description The costs against the client's plan, where the query names a client, project or video. */
            plan: components["schemas"]["PlanShare"] | null;
            /**
             * Format: date-time
             * @description Its end, not included.
             */
            to: string;
            totals: components["schemas"]["UsageTotals"];
        };
        UsageRow: {
            /**
             * Format: int64
             * @description Paid calls, those that failed included.
             */
            calls: number;
            /**
             * @description US cents, to the millionth.
             * @example 12.345678
             */
            cost_cents: number;
            /**
             * Format: int64
             * @description Of `calls`: those that failed and were billed all the same.
             */
            failed_calls: number;
            /**
             * Format: int64
             * @description Tokens that models read.
             */
            input_tokens: number;
            /** @description Day, id, provider or operation; null for calls that belong to none. */
            key: string | null;
            /** @description Name of the client or title of the video. */
            label: string | null;
            /**
             * Format: int64
             * @description Tokens that models wrote.
             */
            output_tokens: number;
            /** @description When grouped by client. */
            plan: components["schemas"]["PlanShare"] | null;
            /** @description Time that the calls took. */
            seconds: number;
            /** @description What was billed, by unit: images, megapixels, characters, seconds, tokens. */
            units: {
                [key: string]: number;
            };
        };
        /** @description Of the whole period, rows left out included. */
        UsageTotals: {
            /**
             * Format: int64
             * @description Paid calls, those that failed included.
             */
            calls: number;
            /**
             * @description US cents, to the millionth.
             * @example 12.345678
             */
            cost_cents: number;
            /**
             * Format: int64
             * @description Of `calls`: those that failed and were billed all the same.
             */
            failed_calls: number;
            /**
             * Format: int64
             * @description Tokens that models read.
             */
            input_tokens: number;
            /**
             * Format: int64
             * @description Tokens that models wrote.
             */
            output_tokens: number;
            /** @description Time that the calls took. */
            seconds: number;
            /** @description What was billed, by unit: images, megapixels, characters, seconds, tokens. */
            units: {
                [key: string]: number;
            };
        };
        /** @description Somebody else was first: read it again. */
        VersionMismatchProblem: components["schemas"]["Problem"] & {
            /**
             * @description What to switch over.
             * @enum {string}
             */
            code?: "version_mismatch";
        };
        Video: {
            /** @description Null for a video that came without one. */
            brief: components["schemas"]["Brief"] | null;
            /** @description Null until there is a film. */
            captions: components["schemas"]["CaptionFiles"] | null;
            /** Format: uuid */
            client_id: string;
            /** @description With fractions; null for clients. */
            cost_cents: number | null;
            /** Format: date-time */
            created_at: string;
            /** @description Of the film, in seconds; null until there is one. */
            duration_seconds: number | null;
            /** @description The finished films, by format; empty until there is one. */
            formats: {
                [key: string]: components["schemas"]["FilmFile"];
            };
            /** Format: uuid */
            id: string;
            /** @description The newest first; empty for clients. */
            jobs: components["schemas"]["VideoJob"][];
            /** @description Spoken in the film: `en`, `pt-br`; null until it is known. */
            language: string | null;
            /** @description Signed link to a JPEG of the film, which expires; null until there is a film. */
            poster_url: string | null;
            /** Format: uuid */
            project_id: string;
            /** @description The latest decision; null until there is one, and again after `submit`. */
            review: components["schemas"]["Review"] | null;
            /**
             * Format: int64
             * @description That `formats`, captions and poster are of. Clients see the one last sent to them for review.
             */
            revision: number;
            /** @description Null until it is written or given. */
            script: components["schemas"]["Script"] | null;
            /** @description Clients see `generating` for as long as a new revision is being made or waits in the studio (inside: `draft`, `failed`). */
            status: components["schemas"]["VideoStatus"];
            title: string;
            /** Format: date-time */
            updated_at: string;
            /**
             * Format: int64
             * @description Goes up with each change. Sent back as `If-Match`, it refuses to change what somebody else changed since.
             */
            version: number;
            /** @description Every fallback that was taken; empty for clients. */
            warnings: components["schemas"]["Warning"][];
        };
        VideoApproval: {
            /**
             * @description May be left out.
             * @constant
             */
            approved?: true;
            /** @description A word to the studio. */
            note?: string | null;
            /**
             * Format: int64
             * @description The revision that was looked at; 409 `conflict` where another one is in review by now.
             */
            revision?: number;
        };
        /** @description The client or staff approved it. */
        VideoApprovedData: {
            /** Format: uuid */
            client_id: string;
            /** @description What was said with it. */
            note: string | null;
            /** Format: uuid */
            project_id: string;
            /**
             * Format: int64
             * @description That the event is about.
             */
            revision: number;
            /** @description What was said of single scenes. */
            scenes: components["schemas"]["SceneNote"][];
            /** @description Of the video, after what happened. */
            status: components["schemas"]["VideoStatus"];
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description The client or staff approved it. */
        VideoApprovedEvent: {
            data: components["schemas"]["VideoApprovedData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video.approved";
        };
        VideoChange: {
            /** @description What the next script is written from. */
            brief?: components["schemas"]["Brief"];
            /** @description Null: one is written from the brief. */
            script?: components["schemas"]["Script"] | null;
            /** @description For people; it is not shown in the film. */
            title?: string;
        };
        /** @description The approved film was handed over. */
        VideoDeliveredData: {
            /** Format: uuid */
            client_id: string;
            /** Format: uuid */
            project_id: string;
            /**
             * Format: int64
             * @description That the event is about.
             */
            revision: number;
            /** @description Of the video, after what happened. */
            status: components["schemas"]["VideoStatus"];
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description The approved film was handed over. */
        VideoDeliveredEvent: {
            data: components["schemas"]["VideoDeliveredData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video.delivered";
        };
        /** @description A revision is finished and waits in the studio. */
        VideoDraftReadyData: {
            /** Format: uuid */
            client_id: string;
            /** @description Null where an old revision was brought back. */
            job_id: string | null;
            /** Format: uuid */
            project_id: string;
            /** @description The old revision that was brought back, if one was. */
            restored_from: number | null;
            /**
             * Format: int64
             * @description That the event is about.
             */
            revision: number;
            /** @description Of the video, after what happened. */
            status: components["schemas"]["VideoStatus"];
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description A revision is finished and waits in the studio. */
        VideoDraftReadyEvent: {
            data: components["schemas"]["VideoDraftReadyData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video.draft_ready";
        };
        VideoEvent: {
            /** @description `system`, `staff:<email>`, `key:<id>` or `client:<id>`; clients are told `client` or `studio`. */
            actor: string;
            /** Format: date-time */
            created_at: string;
            /** @description What belongs to it, such as the revision or the note. */
            data: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            id: string;
            /**
             * @description What happened.
             * @example video.review_requested
             * @example video.approved
             */
            type: string;
        };
        VideoEventList: {
            /** @description Newest first. */
            data: components["schemas"]["VideoEvent"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description Its job failed or was cancelled. A film that it had before stays. */
        VideoFailedData: {
            /** Format: uuid */
            client_id: string;
            error: components["schemas"]["JobError"];
            /** Format: uuid */
            job_id: string;
            /** Format: uuid */
            project_id: string;
            /**
             * Format: int64
             * @description That the event is about.
             */
            revision: number;
            /** @description Of the video, after what happened. */
            status: components["schemas"]["VideoStatus"];
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description Its job failed or was cancelled. A film that it had before stays. */
        VideoFailedEvent: {
            data: components["schemas"]["VideoFailedData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video.failed";
        };
        /** @description A film is being made: a first one, a new revision, or a failed one once more. */
        VideoGeneratingData: {
            /** Format: uuid */
            client_id: string;
            /** Format: uuid */
            job_id: string;
            /** Format: uuid */
            project_id: string;
            /**
             * Format: int64
             * @description That the event is about.
             */
            revision: number;
            /** @description Of the video, after what happened. */
            status: components["schemas"]["VideoStatus"];
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description A film is being made: a first one, a new revision, or a failed one once more. */
        VideoGeneratingEvent: {
            data: components["schemas"]["VideoGeneratingData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video.generating";
        };
        /** @description A job of the video, in short; its whole status is under `/api/assembly/status/{job_id}`. */
        VideoJob: {
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            job_id: string;
            kind: components["schemas"]["JobKind"];
            status: components["schemas"]["JobState"];
        };
        VideoList: {
            /** @description Newest first. */
            data: components["schemas"]["Video"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        /** @description The client or staff want changes. */
        VideoRejectedData: {
            /** Format: uuid */
            client_id: string;
            /** @description What was said with it. */
            note: string | null;
            /** Format: uuid */
            project_id: string;
            /**
             * Format: int64
             * @description That the event is about.
             */
            revision: number;
            /** @description What was said of single scenes. */
            scenes: components["schemas"]["SceneNote"][];
            /** @description Of the video, after what happened. */
            status: components["schemas"]["VideoStatus"];
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description The client or staff want changes. */
        VideoRejectedEvent: {
            data: components["schemas"]["VideoRejectedData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video.rejected";
        };
        VideoRejection: {
            /**
             * @description May be left out.
             * @constant
             */
            approved?: false;
            /** @description What is to be changed. */
            note: string;
            /**
             * Format: int64
             * @description The revision that was looked at; 409 `conflict` where another one is in review by now.
             */
            revision?: number;
            /**
             * @description What is to be changed in single scenes.
             * @default []
             */
            scenes?: components["schemas"]["SceneNote"][];
        };
        /** @description The draft was sent to the client for review. */
        VideoReviewRequestedData: {
            /** Format: uuid */
            client_id: string;
            /** @description What was said with it. */
            note: string | null;
            /** Format: uuid */
            project_id: string;
            /**
             * Format: int64
             * @description That the event is about.
             */
            revision: number;
            /** @description Of the video, after what happened. */
            status: components["schemas"]["VideoStatus"];
            title: string;
            /** Format: uuid */
            video_id: string;
        };
        /** @description The draft was sent to the client for review. */
        VideoReviewRequestedEvent: {
            data: components["schemas"]["VideoReviewRequestedData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "video.review_requested";
        };
        /**
         * @description pending → generating → draft → review → approved → delivered; `failed` and `rejected` lead back to `generating`.
         * @enum {string}
         */
        VideoStatus: "pending" | "generating" | "draft" | "review" | "rejected" | "approved" | "delivered" | "failed" | "archived";
        VideoSubmission: {
            /** @description A word to the client, in the mail. */
            note?: string | null;
        };
        /** @description Who speaks, and how fast. */
        VoiceOptions: {
            /** @description Of the voice, as its provider names it. */
            id?: string;
            /** @description Who speaks; by default what the studio has set. */
            provider?: string;
            /** @description 1 is as the voice speaks by itself. */
            speed?: number;
        };
        /** @description A fallback that was taken, so that the film is not quite what was asked for. */
        Warning: {
            /** @description Stable, snake_case. */
            code: string;
            /** @description One plain sentence: what was done instead. */
            detail: string;
            /**
             * Format: int64
             * @description Of `script.scenes`, from 0; left out where it is no single one.
             */
            scene?: number;
        };
        Watermark: {
            /** @description By default 0.85; 0 shows none. */
            opacity?: number;
            /**
             * @description By default `top-left`.
             * @enum {string}
             */
            position?: "top-left" | "top-right" | "bottom-left" | "bottom-right";
        };
        WebhookAttempt: {
            /** Format: date-time */
            created_at: string;
            /**
             * Format: int64
             * @description Until the answer, or until it was given up, in milliseconds.
             */
            duration_ms: number;
            /** @description What went wrong; null where it was taken. */
            error: string | null;
            /** @description The beginning of the answer, at most 1 KiB. */
            response: string | null;
            /** @description HTTP status; null where no answer came. */
            status: number | null;
        };
        WebhookDelivery: {
            /** @description Newest first, at most 50. */
            attempts: components["schemas"]["WebhookAttempt"][];
            /** Format: date-time */
            created_at: string;
            /** @description The `data` that is sent. */
            data: unknown;
            /** Format: uuid */
            endpoint_id: string;
            /** @description What went wrong last; null where nothing did. */
            error: string | null;
            /** @description Type of the event. */
            event: string;
            /**
             * Format: uuid
             * @description The `webhook-id` of every try.
             */
            id: string;
            /** @description Null where nothing more is tried. */
            next_attempt_at: string | null;
            /** @description When it was taken; null until then. */
            sent_at: string | null;
            status: components["schemas"]["DeliveryStatus"];
        };
        WebhookDeliveryList: {
            /** @description Newest first. */
            data: components["schemas"]["WebhookDelivery"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        WebhookEndpoint: {
            /** Format: date-time */
            created_at: string;
            /** @description For people: what listens there. */
            description: string | null;
            /** @description Nothing is sent to it. */
            disabled: boolean;
            /** @description Since when; null while it is enabled. */
            disabled_at: string | null;
            /** @description By whom or for what failure, for people; null while it is enabled. */
            disabled_reason: string | null;
            /** @description The types that it listens for. */
            events: string[];
            /** @description No delivery has succeeded since then. */
            failing_since: string | null;
            /** Format: uuid */
            id: string;
            /** @description Deliveries carry the signature of the previous secret too until then. */
            previous_secret_until: string | null;
            /** @description The header of your own that deliveries carry; its value is never shown. */
            secret_header: {
                /** @description Of the header. */
                name: string;
            } | null;
            /** Format: date-time */
            updated_at: string;
            /** @description Where deliveries go. */
            url: string;
            /**
             * Format: int64
             * @description Goes up with each change. Sent back as `If-Match`, it refuses to change what somebody else changed since.
             */
            version: number;
        };
        WebhookEndpointList: {
            /** @description Newest first. */
            data: components["schemas"]["WebhookEndpoint"][];
            /** @description For the next page; null on the last. */
            next_cursor: string | null;
        };
        WebhookEndpointUpdate: {
            /** @description Null for none. */
            description?: string | null;
            /** @description True stops deliveries; false begins them anew. */
            disabled?: boolean;
            /** @description `job.progress` comes at most once in ten seconds for each job, is tried once, and only when named here. */
            events?: components["schemas"]["WebhookEventType"][];
            /** @description Null for none; left out, it stays. */
            secret_header?: {
                /**
                 * @description Of the header.
                 * @example X-Bom-Secret
                 */
                name: string;
                /**
                 * @description Never shown again.
                 * @example a-long-random-text
                 */
                value: string;
            } | null;
            /**
             * Format: uri
             * @description Must lead to a public address, or to one that FETCH_ALLOW_PRIVATE names. Redirects are not followed.
             * @example https://n8n.example/webhook/bom
             */
            url?: string;
        };
        WebhookEndpointWithSecret: {
            /** Format: date-time */
            created_at: string;
            /** @description For people: what listens there. */
            description: string | null;
            /** @description Nothing is sent to it. */
            disabled: boolean;
            /** @description Since when; null while it is enabled. */
            disabled_at: string | null;
            /** @description By whom or for what failure, for people; null while it is enabled. */
            disabled_reason: string | null;
            /** @description The types that it listens for. */
            events: string[];
            /** @description No delivery has succeeded since then. */
            failing_since: string | null;
            /** Format: uuid */
            id: string;
            /** @description Deliveries carry the signature of the previous secret too until then. */
            previous_secret_until: string | null;
            /** @description Shown once: `whsec_` and 32 random bytes in base64. */
            secret: string;
            /** @description The header of your own that deliveries carry; its value is never shown. */
            secret_header: {
                /** @description Of the header. */
                name: string;
            } | null;
            /** Format: date-time */
            updated_at: string;
            /** @description Where deliveries go. */
            url: string;
            /**
             * Format: int64
             * @description Goes up with each change. Sent back as `If-Match`, it refuses to change what somebody else changed since.
             */
            version: number;
        };
        /** @description What is sent, to be told apart by its `type`. */
        WebhookEvent: components["schemas"]["VideoGeneratingEvent"] | components["schemas"]["VideoDraftReadyEvent"] | components["schemas"]["VideoReviewRequestedEvent"] | components["schemas"]["VideoApprovedEvent"] | components["schemas"]["VideoRejectedEvent"] | components["schemas"]["VideoDeliveredEvent"] | components["schemas"]["VideoFailedEvent"] | components["schemas"]["JobProgressEvent"] | components["schemas"]["JobCompleteEvent"] | components["schemas"]["JobFailedEvent"] | components["schemas"]["ClientCreatedEvent"] | components["schemas"]["QuotaExceededEvent"] | components["schemas"]["InvoicePaidEvent"] | components["schemas"]["InvoicePaymentFailedEvent"] | components["schemas"]["WebhookTestEvent"];
        /** @enum {string} */
        WebhookEventType: "video.generating" | "video.draft_ready" | "video.review_requested" | "video.approved" | "video.rejected" | "video.delivered" | "video.failed" | "job.progress" | "job.complete" | "job.failed" | "client.created" | "quota.exceeded" | "invoice.paid" | "invoice.payment_failed";
        /** @description Asked for by `POST /api/webhook-endpoints/{id}/test`; no endpoint need name it. */
        WebhookTestData: {
            /** Format: uuid */
            endpoint_id: string;
            /** @description A sentence for people. */
            message: string;
        };
        /** @description Asked for by `POST /api/webhook-endpoints/{id}/test`; no endpoint need name it. */
        WebhookTestEvent: {
            data: components["schemas"]["WebhookTestData"];
            /**
             * Format: date-time
             * @description When it happened.
             */
            timestamp: string;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "webhook.test";
        };
        /** @description Paid calls that are still to be made. */
        WorkCalls: {
            /**
             * Format: int64
             * @description For pictures.
             */
            image: number;
            /**
             * Format: int64
             * @description To a language model; the script is written while planning already.
             */
            llm: number;
            /**
             * Format: int64
             * @description For takes of the voice.
             */
            voice: number;
        };
    };
    responses: {
        /** @description The request can not be read. */
        BadRequest: {
            headers: {
                "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Bad request",
                 *       "status": 400,
                 *       "detail": "The request can not be read.",
                 *       "code": "invalid_json",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["BadRequestProblem"];
            };
        };
        /** @description The body is too large. */
        BodyTooLarge: {
            headers: {
                "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Content too large",
                 *       "status": 413,
                 *       "detail": "The body is too large.",
                 *       "code": "body_too_large",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["BodyTooLargeProblem"];
            };
        };
        /** @description Not as things stand now. */
        Conflict: {
            headers: {
                "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Conflict",
                 *       "status": 409,
                 *       "detail": "Not as things stand now.",
                 *       "code": "conflict",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["ConflictProblem"];
            };
        };
        /** @description Whoever calls may not do that. */
        Forbidden: {
            headers: {
                "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Forbidden",
                 *       "status": 403,
                 *       "detail": "Whoever calls may not do that.",
                 *       "code": "forbidden",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["ForbiddenProblem"];
            };
        };
        /** @description A fault of ours; the request id leads to it. */
        InternalError: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Internal server error",
                 *       "status": 500,
                 *       "detail": "A fault of ours; the request id leads to it.",
                 *       "code": "internal_error",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["InternalErrorProblem"];
            };
        };
        /** @description The request can be read, and asks for what can not be. */
        InvalidRequest: {
            headers: {
                "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unprocessable content",
                 *       "status": 422,
                 *       "detail": "The request can be read, and asks for what can not be.",
                 *       "code": "invalid_request",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
                 *       "errors": [
                 *         {
                 *           "path": "script.scenes.0.narration",
                 *           "message": "is required"
                 *         }
                 *       ]
                 *     }
                 */
                "application/problem+json": components["schemas"]["InvalidRequestProblem"];
            };
        };
        /** @description There is none, or it is not yours. */
        NotFound: {
            headers: {
                "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Not found",
                 *       "status": 404,
                 *       "detail": "There is none, or it is not yours.",
                 *       "code": "not_found",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["NotFoundProblem"];
            };
        };
        /** @description A service that this needs refused or failed. */
        ProviderFailed: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Bad gateway",
                 *       "status": 502,
                 *       "detail": "A service that this needs refused or failed.",
                 *       "code": "preview_failed",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["ProviderFailedProblem"];
            };
        };
        /** @description Too many calls: come again after `Retry-After`. */
        RateLimited: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Too many requests",
                 *       "status": 429,
                 *       "detail": "Too many calls: come again after `Retry-After`.",
                 *       "code": "rate_limited",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["RateLimitedProblem"];
            };
        };
        /** @description Nobody knows who calls. */
        Unauthenticated: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unauthorized",
                 *       "status": 401,
                 *       "detail": "Nobody knows who calls.",
                 *       "code": "unauthenticated",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["UnauthenticatedProblem"];
            };
        };
        /** @description Not now: come again after `Retry-After`. */
        Unavailable: {
            headers: {
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Service unavailable",
                 *       "status": 503,
                 *       "detail": "Not now: come again after `Retry-After`.",
                 *       "code": "plan_pending",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["UnavailableProblem"];
            };
        };
        /** @description The body is of a type that is not taken here. */
        UnsupportedMediaType: {
            headers: {
                "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Unsupported media type",
                 *       "status": 415,
                 *       "detail": "The body is of a type that is not taken here.",
                 *       "code": "unsupported_media_type",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["UnsupportedMediaTypeProblem"];
            };
        };
        /** @description Somebody else was first: read it again. */
        VersionMismatch: {
            headers: {
                "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "X-Request-Id": components["headers"]["X-Request-Id"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "about:blank",
                 *       "title": "Precondition failed",
                 *       "status": 412,
                 *       "detail": "Somebody else was first: read it again.",
                 *       "code": "version_mismatch",
                 *       "request_id": "0f8fad5b-d9cb-469f-a165-70867728950e"
                 *     }
                 */
                "application/problem+json": components["schemas"]["VersionMismatchProblem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description The version, for `If-Match`; or what `If-None-Match` is held against.
         * @example "3"
         */
        ETag: string;
        /**
         * @description This is the first answer to the same Idempotency-Key, once more.
         * @example true
         */
        "Idempotent-Replayed": string;
        /** @description Where to read what was made. */
        Location: string;
        /**
         * @description What is left of the window: `"callers"; r=<requests>; t=<seconds until it ends>`.
         * @example "callers"; r=2999; t=60
         */
        RateLimit: string;
        /**
         * @description How much the window holds, and its seconds.
         * @example "callers"; q=3000; w=60
         */
        "RateLimit-Policy": string;
        /**
         * @description Seconds until it is worth asking again.
         * @example 2
         */
        "Retry-After": string;
        /**
         * @description How to say who you are.
         * @example Bearer realm="bom"
         */
        "WWW-Authenticate": string;
        /** @description The request's id, for logs and questions: yours where it was well-formed, or a new one. */
        "X-Request-Id": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listApiKeys: {
        parameters: {
            query?: {
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "1f0c9a7be2d4",
                     *           "name": "engine",
                     *           "scopes": [
                     *             "videos:write",
                     *             "assembly:write",
                     *             "assembly:read"
                     *           ],
                     *           "created_by": "staff:ann@studio.example",
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "expires_at": null,
                     *           "revoked_at": null,
                     *           "last_used_at": null
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "engine",
                 *       "scopes": [
                 *         "videos:write",
                 *         "assembly:write",
                 *         "assembly:read"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeyRequest"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "1f0c9a7be2d4",
                     *       "name": "engine",
                     *       "scopes": [
                     *         "videos:write",
                     *         "assembly:write",
                     *         "assembly:read"
                     *       ],
                     *       "created_by": "staff:ann@studio.example",
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "expires_at": null,
                     *       "revoked_at": null,
                     *       "last_used_at": null,
                     *       "key": "bom_1f0c9a7be2d4_5w8Q0rT2yU4iO6pA8sD0fG2hJ4kL6zX8"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The public part of the key. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to tell. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listAssemblies: {
        parameters: {
            query?: {
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
                status?: components["schemas"]["JobState"];
                video_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *           "status": "processing",
                     *           "stage": "rendering",
                     *           "progress": 61,
                     *           "queue_position": null,
                     *           "eta_seconds": 42,
                     *           "segments": {
                     *             "total": 8,
                     *             "done": 4,
                     *             "reused": 0
                     *           },
                     *           "output_url": null,
                     *           "outputs": {},
                     *           "poster_url": null,
                     *           "captions_url": null,
                     *           "captions": null,
                     *           "error": null,
                     *           "warnings": [],
                     *           "cost_cents": 41.25,
                     *           "stage_times": {
                     *             "queued": 120,
                     *             "script": 6400,
                     *             "images": 21050
                     *           },
                     *           "metadata": {
                     *             "order": 1042
                     *           },
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "started_at": "2026-11-28T08:00:00.000Z",
                     *           "finished_at": null
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobStatusList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    cancelAssembly: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As it was answered when the job was begun. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *       "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "status": "processing",
                     *       "stage": "rendering",
                     *       "progress": 61,
                     *       "queue_position": null,
                     *       "eta_seconds": 42,
                     *       "segments": {
                     *         "total": 8,
                     *         "done": 4,
                     *         "reused": 0
                     *       },
                     *       "output_url": null,
                     *       "outputs": {},
                     *       "poster_url": null,
                     *       "captions_url": null,
                     *       "captions": null,
                     *       "error": null,
                     *       "warnings": [],
                     *       "cost_cents": 41.25,
                     *       "stage_times": {
                     *         "queued": 120,
                     *         "script": 6400,
                     *         "images": 21050
                     *       },
                     *       "metadata": {
                     *         "order": 1042
                     *       },
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "started_at": "2026-11-28T08:00:00.000Z",
                     *       "finished_at": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobStatus"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    retryAssembly: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As it was answered when the job was begun. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *       "status": "processing",
                     *       "status_url": "/api/assembly/status/01997c5e-8e22-7d10-a4b6-1c2d3e4f5061"
                     *     }
                     */
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `quota_exceeded`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    generateAssembly: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *       "script": {
                 *         "title": "Bread at four",
                 *         "language": "en",
                 *         "hook": "Fresh bread before the city wakes up.",
                 *         "scenes": [
                 *           {
                 *             "narration": "We bake at four in the morning.",
                 *             "visual": "A baker pulls loaves from a stone oven",
                 *             "on_screen_text": "4 am"
                 *           },
                 *           {
                 *             "narration": "By six it is on your table.",
                 *             "visual": "A family breakfast with warm bread"
                 *           }
                 *         ],
                 *         "cta": "Order at northbakery.example"
                 *       },
                 *       "images": [
                 *         "https://images.example/oven.jpg",
                 *         "https://images.example/table.jpg"
                 *       ],
                 *       "audio_url": "https://audio.example/voice.mp3",
                 *       "formats": [
                 *         "vertical",
                 *         "square"
                 *       ],
                 *       "captions": {
                 *         "style": "karaoke"
                 *       },
                 *       "callback_url": "https://n8n.example/webhook/film-done",
                 *       "metadata": {
                 *         "order": 1042
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AssemblyRequest"];
            };
        };
        responses: {
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *       "status": "processing",
                     *       "status_url": "/api/assembly/status/01997c5e-8e22-7d10-a4b6-1c2d3e4f5061"
                     *     }
                     */
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `asset_not_found`, `private_address`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getAssemblyStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the last answer: 304 where nothing has changed since. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description As it was answered when the job was begun. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *       "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "status": "processing",
                     *       "stage": "rendering",
                     *       "progress": 61,
                     *       "queue_position": null,
                     *       "eta_seconds": 42,
                     *       "segments": {
                     *         "total": 8,
                     *         "done": 4,
                     *         "reused": 0
                     *       },
                     *       "output_url": null,
                     *       "outputs": {},
                     *       "poster_url": null,
                     *       "captions_url": null,
                     *       "captions": null,
                     *       "error": null,
                     *       "warnings": [],
                     *       "cost_cents": 41.25,
                     *       "stage_times": {
                     *         "queued": 120,
                     *         "script": 6400,
                     *         "images": 21050
                     *       },
                     *       "metadata": {
                     *         "order": 1042
                     *       },
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "started_at": "2026-11-28T08:00:00.000Z",
                     *       "finished_at": null
                     *     }
                     */
                    "application/json": components["schemas"]["JobStatus"];
                };
            };
            /** @description As it was under the given ETag. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    streamAssemblyStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description The id of the last event that was seen; browsers send it by themselves. */
                "Last-Event-ID"?: string;
            };
            path: {
                /** @description As it was answered when the job was begun. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Done; nothing to tell. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    uploadAsset: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["Upload"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-5b07-7e33-9c84-0a1b2c3d4e5f",
                     *       "url": "asset:01997c5e-5b07-7e33-9c84-0a1b2c3d4e5f",
                     *       "kind": "image",
                     *       "mime_type": "image/jpeg",
                     *       "bytes": 482113,
                     *       "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                     *       "width": 1600,
                     *       "height": 1067
                     *     }
                     */
                    "application/json": components["schemas"]["Asset"];
                };
            };
            /** @description Codes: `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `image_too_large`, `media_corrupt`, `media_empty`, `media_not_accepted`, `media_not_audio`, `media_too_large`, `media_too_long`, `media_unreadable`, `media_unsupported`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getAsset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-5b07-7e33-9c84-0a1b2c3d4e5f",
                     *       "url": "asset:01997c5e-5b07-7e33-9c84-0a1b2c3d4e5f",
                     *       "kind": "image",
                     *       "mime_type": "image/jpeg",
                     *       "bytes": 482113,
                     *       "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                     *       "width": 1600,
                     *       "height": 1067,
                     *       "download_url": "https://api.studio.example/files/media/oven.jpg?expires=1764320400&signature=5d41402a"
                     *     }
                     */
                    "application/json": components["schemas"]["AssetWithLink"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k"
                 *     }
                 */
                "application/json": components["schemas"]["LogoutRequest"];
            };
        };
        responses: {
            /** @description Done; nothing to tell. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    requestMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ann@bakery.example"
                 *     }
                 */
                "application/json": components["schemas"]["MagicLinkRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "message": "Magic link sent"
                     *     }
                     */
                    "application/json": components["schemas"]["MagicLinkSent"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getCaller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "role": "client",
                     *       "id": "client:01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "email": "ann@bakery.example",
                     *       "client": {
                     *         "id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *         "name": "North Bakery",
                     *         "email": "ann@bakery.example",
                     *         "package": "growth",
                     *         "brand_kit": {
                     *           "colors": {
                     *             "primary": "#7A3E12"
                     *           },
                     *           "captions": {
                     *             "style": "karaoke"
                     *           }
                     *         },
                     *         "created_at": "2026-11-28T08:00:00.000Z",
                     *         "updated_at": "2026-11-28T08:00:00.000Z",
                     *         "version": 1
                     *       },
                     *       "scopes": []
                     *     }
                     */
                    "application/json": components["schemas"]["Caller"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k"
                 *     }
                 */
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjbGllbnQifQ.c2lnbmF0dXJl",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k",
                     *       "client": {
                     *         "id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *         "name": "North Bakery",
                     *         "email": "ann@bakery.example",
                     *         "package": "growth",
                     *         "brand_kit": {
                     *           "colors": {
                     *             "primary": "#7A3E12"
                     *           },
                     *           "captions": {
                     *             "style": "karaoke"
                     *           }
                     *         },
                     *         "created_at": "2026-11-28T08:00:00.000Z",
                     *         "updated_at": "2026-11-28T08:00:00.000Z",
                     *         "version": 1
                     *       },
                     *       "role": "client"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `invalid_token`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    verifyMagicLink: {
        parameters: {
            query: {
                /** @description 256 random bits in base64url; works once. */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjbGllbnQifQ.c2lnbmF0dXJl",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k",
                     *       "client": {
                     *         "id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *         "name": "North Bakery",
                     *         "email": "ann@bakery.example",
                     *         "package": "growth",
                     *         "brand_kit": {
                     *           "colors": {
                     *             "primary": "#7A3E12"
                     *           },
                     *           "captions": {
                     *             "style": "karaoke"
                     *           }
                     *         },
                     *         "created_at": "2026-11-28T08:00:00.000Z",
                     *         "updated_at": "2026-11-28T08:00:00.000Z",
                     *         "version": 1
                     *       },
                     *       "role": "client"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Codes: `invalid_token`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    verifyMagicLinkByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k"
                 *     }
                 */
                "application/json": components["schemas"]["MagicLinkToken"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjbGllbnQifQ.c2lnbmF0dXJl",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "Zf3mT0sVd1o5q8lQm9c2w7x4y6z8A0bC2dE4fG6hI8k",
                     *       "client": {
                     *         "id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *         "name": "North Bakery",
                     *         "email": "ann@bakery.example",
                     *         "package": "growth",
                     *         "brand_kit": {
                     *           "colors": {
                     *             "primary": "#7A3E12"
                     *           },
                     *           "captions": {
                     *             "style": "karaoke"
                     *           }
                     *         },
                     *         "created_at": "2026-11-28T08:00:00.000Z",
                     *         "updated_at": "2026-11-28T08:00:00.000Z",
                     *         "version": 1
                     *       },
                     *       "role": "client"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `invalid_token`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listClients: {
        parameters: {
            query?: {
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description The whole address, whatever its case. */
                email?: string;
                /** @description At most so many in one answer. */
                limit?: number;
                /** @description Only clients of this package. */
                package?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *           "name": "North Bakery",
                     *           "email": "ann@bakery.example",
                     *           "package": "growth",
                     *           "brand_kit": {
                     *             "colors": {
                     *               "primary": "#7A3E12"
                     *             },
                     *             "captions": {
                     *               "style": "karaoke"
                     *             }
                     *           },
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "updated_at": "2026-11-28T08:00:00.000Z",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ClientList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    createClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "North Bakery",
                 *       "email": "ann@bakery.example",
                 *       "package": "growth",
                 *       "brand_kit": {
                 *         "colors": {
                 *           "primary": "#7A3E12",
                 *           "secondary": "#F6E7D2",
                 *           "accent": "#D9822B",
                 *           "text": "#2B1A0E"
                 *         },
                 *         "captions": {
                 *           "style": "karaoke",
                 *           "position": "bottom"
                 *         },
                 *         "cta": {
                 *           "text": "Order now",
                 *           "url": "northbakery.example"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewClient"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "name": "North Bakery",
                     *       "email": "ann@bakery.example",
                     *       "package": "growth",
                     *       "brand_kit": {
                     *         "colors": {
                     *           "primary": "#7A3E12"
                     *         },
                     *         "captions": {
                     *           "style": "karaoke"
                     *         }
                     *       },
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `email_taken`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `unknown_package`, `private_address`, `asset_not_found`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getClient: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "name": "North Bakery",
                     *       "email": "ann@bakery.example",
                     *       "package": "growth",
                     *       "brand_kit": {
                     *         "colors": {
                     *           "primary": "#7A3E12"
                     *         },
                     *         "captions": {
                     *           "style": "karaoke"
                     *         }
                     *       },
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    updateClient: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "package": "scale"
                 *     }
                 */
                "application/json": components["schemas"]["ClientChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "name": "North Bakery",
                     *       "email": "ann@bakery.example",
                     *       "package": "growth",
                     *       "brand_kit": {
                     *         "colors": {
                     *           "primary": "#7A3E12"
                     *         },
                     *         "captions": {
                     *           "style": "karaoke"
                     *         }
                     *       },
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Client"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `email_taken`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `unknown_package`, `private_address`, `asset_not_found`, `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getClientQuota: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "limit": 8,
                     *       "used": 3,
                     *       "remaining": 5,
                     *       "period_start": "2026-11-01T00:00:00.000Z",
                     *       "period_end": "2026-12-01T00:00:00.000Z",
                     *       "override": null
                     *     }
                     */
                    "application/json": components["schemas"]["Quota"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                code?: string;
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
                queue?: "pipeline" | "assembly" | "notify" | "intake";
                retried?: "true" | "false";
                subject_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *           "subject": "job",
                     *           "subject_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "queue": "assembly",
                     *           "step": "fetching",
                     *           "error_class": "PermanentError",
                     *           "code": "media_corrupt",
                     *           "detail": "https://images.example/oven.jpg can not be decoded; give another picture.",
                     *           "retried_at": null,
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["DeadLetterList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    retryDeadLetter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *       "subject": "job",
                     *       "subject_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *       "queue": "assembly",
                     *       "step": "fetching",
                     *       "error_class": "PermanentError",
                     *       "code": "media_corrupt",
                     *       "detail": "https://images.example/oven.jpg can not be decoded; give another picture.",
                     *       "retried_at": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `conflict`, `quota_exceeded`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listInvoices: {
        parameters: {
            query?: {
                client_id?: string;
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
                status?: components["schemas"]["InvoiceStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-9d3c-7411-8b72-6f5e4d3c2b1a",
                     *           "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *           "stripe_invoice_id": "in_1Q8Zk2LkdIwHu7ix",
                     *           "number": null,
                     *           "status": "draft",
                     *           "currency": "usd",
                     *           "total_cents": 49900,
                     *           "paid_cents": 0,
                     *           "period_start": "2026-11-01T00:00:00.000Z",
                     *           "period_end": "2026-12-01T00:00:00.000Z",
                     *           "due_at": null,
                     *           "lines": [
                     *             {
                     *               "kind": "plan",
                     *               "description": "Growth, November 2026",
                     *               "amount_cents": 49900,
                     *               "video_id": null
                     *             }
                     *           ],
                     *           "hosted_url": null,
                     *           "pdf_url": null,
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "updated_at": "2026-11-28T08:00:00.000Z",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["InvoiceList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    createInvoice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *       "period_start": "2026-11-01T00:00:00.000Z",
                 *       "period_end": "2026-12-01T00:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["NewInvoice"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-9d3c-7411-8b72-6f5e4d3c2b1a",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "stripe_invoice_id": "in_1Q8Zk2LkdIwHu7ix",
                     *       "number": null,
                     *       "status": "draft",
                     *       "currency": "usd",
                     *       "total_cents": 49900,
                     *       "paid_cents": 0,
                     *       "period_start": "2026-11-01T00:00:00.000Z",
                     *       "period_end": "2026-12-01T00:00:00.000Z",
                     *       "due_at": null,
                     *       "lines": [
                     *         {
                     *           "kind": "plan",
                     *           "description": "Growth, November 2026",
                     *           "amount_cents": 49900,
                     *           "video_id": null
                     *         }
                     *       ],
                     *       "hosted_url": null,
                     *       "pdf_url": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `period_invoiced`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `nothing_to_invoice`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `billing_refused`. */
            502: components["responses"]["ProviderFailed"];
            /** @description Codes: `billing_unavailable`, `not_configured`, `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getInvoice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-9d3c-7411-8b72-6f5e4d3c2b1a",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "stripe_invoice_id": "in_1Q8Zk2LkdIwHu7ix",
                     *       "number": null,
                     *       "status": "draft",
                     *       "currency": "usd",
                     *       "total_cents": 49900,
                     *       "paid_cents": 0,
                     *       "period_start": "2026-11-01T00:00:00.000Z",
                     *       "period_end": "2026-12-01T00:00:00.000Z",
                     *       "due_at": null,
                     *       "lines": [
                     *         {
                     *           "kind": "plan",
                     *           "description": "Growth, November 2026",
                     *           "amount_cents": 49900,
                     *           "video_id": null
                     *         }
                     *       ],
                     *       "hosted_url": null,
                     *       "pdf_url": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    finalizeInvoice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-9d3c-7411-8b72-6f5e4d3c2b1a",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "stripe_invoice_id": "in_1Q8Zk2LkdIwHu7ix",
                     *       "number": null,
                     *       "status": "draft",
                     *       "currency": "usd",
                     *       "total_cents": 49900,
                     *       "paid_cents": 0,
                     *       "period_start": "2026-11-01T00:00:00.000Z",
                     *       "period_end": "2026-12-01T00:00:00.000Z",
                     *       "due_at": null,
                     *       "lines": [
                     *         {
                     *           "kind": "plan",
                     *           "description": "Growth, November 2026",
                     *           "amount_cents": 49900,
                     *           "video_id": null
                     *         }
                     *       ],
                     *       "hosted_url": null,
                     *       "pdf_url": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `billing_refused`. */
            502: components["responses"]["ProviderFailed"];
            /** @description Codes: `billing_unavailable`, `not_configured`, `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    voidInvoice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-9d3c-7411-8b72-6f5e4d3c2b1a",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "stripe_invoice_id": "in_1Q8Zk2LkdIwHu7ix",
                     *       "number": null,
                     *       "status": "draft",
                     *       "currency": "usd",
                     *       "total_cents": 49900,
                     *       "paid_cents": 0,
                     *       "period_start": "2026-11-01T00:00:00.000Z",
                     *       "period_end": "2026-12-01T00:00:00.000Z",
                     *       "due_at": null,
                     *       "lines": [
                     *         {
                     *           "kind": "plan",
                     *           "description": "Growth, November 2026",
                     *           "amount_cents": 49900,
                     *           "video_id": null
                     *         }
                     *       ],
                     *       "hosted_url": null,
                     *       "pdf_url": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `billing_refused`. */
            502: components["responses"]["ProviderFailed"];
            /** @description Codes: `billing_unavailable`, `not_configured`, `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getOpenApiDocument: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the last answer: 304 where nothing has changed since. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            /** @description As it was under the given ETag. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
        };
    };
    listProjects: {
        parameters: {
            query?: {
                client_id?: string;
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
                status?: components["schemas"]["ProjectStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *           "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *           "name": "Spring campaign",
                     *           "status": "active",
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "updated_at": "2026-11-28T08:00:00.000Z",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    createProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *       "name": "Spring campaign"
                 *     }
                 */
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "name": "Spring campaign",
                     *       "status": "active",
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "name": "Spring campaign",
                     *       "status": "active",
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1,
                     *       "videos": [
                     *         {
                     *           "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *           "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *           "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *           "title": "Bread at four",
                     *           "brief": {
                     *             "business_name": "North Bakery",
                     *             "what_they_sell": "Sourdough bread",
                     *             "target_customer": "Early commuters",
                     *             "differentiator": "We bake at four in the morning",
                     *             "tone": "friendly",
                     *             "language": "en"
                     *           },
                     *           "script": {
                     *             "title": "Bread at four",
                     *             "language": "en",
                     *             "hook": "Fresh bread before the city wakes up.",
                     *             "scenes": [
                     *               {
                     *                 "narration": "We bake at four in the morning.",
                     *                 "visual": "A baker pulls loaves from a stone oven",
                     *                 "on_screen_text": "4 am"
                     *               },
                     *               {
                     *                 "narration": "By six it is on your table.",
                     *                 "visual": "A family breakfast with warm bread"
                     *               }
                     *             ],
                     *             "cta": "Order at northbakery.example"
                     *           },
                     *           "status": "draft",
                     *           "formats": {
                     *             "vertical": {
                     *               "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *               "width": 1080,
                     *               "height": 1920,
                     *               "duration_seconds": 18.4,
                     *               "bytes": 6291456,
                     *               "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *             }
                     *           },
                     *           "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *           "captions": {
                     *             "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *             "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *           },
                     *           "cost_cents": 41.25,
                     *           "revision": 1,
                     *           "language": "en",
                     *           "duration_seconds": 18.4,
                     *           "review": null,
                     *           "jobs": [
                     *             {
                     *               "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *               "kind": "pipeline",
                     *               "status": "complete",
                     *               "created_at": "2026-11-28T08:00:00.000Z"
                     *             }
                     *           ],
                     *           "warnings": [],
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "updated_at": "2026-11-28T08:00:00.000Z",
                     *           "version": 1
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ProjectWithVideos"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    deleteProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to tell. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `conflict`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    updateProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "status": "paused"
                 *     }
                 */
                "application/json": components["schemas"]["ProjectChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "name": "Spring campaign",
                     *       "status": "active",
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    restoreProject: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "name": "Spring campaign",
                     *       "status": "active",
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    generateScript: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "business_name": "North Bakery",
                 *       "what_they_sell": "Sourdough bread",
                 *       "target_customer": "Early commuters",
                 *       "differentiator": "We bake at four in the morning",
                 *       "tone": "friendly",
                 *       "language": "en"
                 *     }
                 */
                "application/json": components["schemas"]["ScriptGenerationRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "usage": {
                     *         "provider": "anthropic",
                     *         "model": "claude-sonnet-5-5",
                     *         "input_tokens": 612,
                     *         "output_tokens": 288,
                     *         "cost_cents": 0.62
                     *       },
                     *       "warnings": []
                     *     }
                     */
                    "application/json": components["schemas"]["ScriptGeneration"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `provider_failed`. */
            502: components["responses"]["ProviderFailed"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getUsage: {
        parameters: {
            query?: {
                client_id?: string;
                /** @description By default the beginning of this month, UTC. */
                from?: string;
                group_by?: "day" | "client" | "video" | "provider" | "operation";
                project_id?: string;
                /** @description Not included; by default now. */
                to?: string;
                video_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "from": "2026-11-01T00:00:00.000Z",
                     *       "to": "2026-11-28T08:00:00.000Z",
                     *       "group_by": "day",
                     *       "data": [
                     *         {
                     *           "key": "2026-11-28",
                     *           "label": null,
                     *           "calls": 9,
                     *           "failed_calls": 0,
                     *           "units": {
                     *             "images": 4,
                     *             "characters": 412
                     *           },
                     *           "input_tokens": 2140,
                     *           "output_tokens": 611,
                     *           "seconds": 38.2,
                     *           "cost_cents": 41.25,
                     *           "plan": null
                     *         }
                     *       ],
                     *       "totals": {
                     *         "calls": 9,
                     *         "failed_calls": 0,
                     *         "units": {
                     *           "images": 4,
                     *           "characters": 412
                     *         },
                     *         "input_tokens": 2140,
                     *         "output_tokens": 611,
                     *         "seconds": 38.2,
                     *         "cost_cents": 41.25
                     *       },
                     *       "plan": null
                     *     }
                     */
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listVideos: {
        parameters: {
            query?: {
                client_id?: string;
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
                project_id?: string;
                status?: components["schemas"]["VideoStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *           "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *           "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *           "title": "Bread at four",
                     *           "brief": {
                     *             "business_name": "North Bakery",
                     *             "what_they_sell": "Sourdough bread",
                     *             "target_customer": "Early commuters",
                     *             "differentiator": "We bake at four in the morning",
                     *             "tone": "friendly",
                     *             "language": "en"
                     *           },
                     *           "script": {
                     *             "title": "Bread at four",
                     *             "language": "en",
                     *             "hook": "Fresh bread before the city wakes up.",
                     *             "scenes": [
                     *               {
                     *                 "narration": "We bake at four in the morning.",
                     *                 "visual": "A baker pulls loaves from a stone oven",
                     *                 "on_screen_text": "4 am"
                     *               },
                     *               {
                     *                 "narration": "By six it is on your table.",
                     *                 "visual": "A family breakfast with warm bread"
                     *               }
                     *             ],
                     *             "cta": "Order at northbakery.example"
                     *           },
                     *           "status": "draft",
                     *           "formats": {
                     *             "vertical": {
                     *               "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *               "width": 1080,
                     *               "height": 1920,
                     *               "duration_seconds": 18.4,
                     *               "bytes": 6291456,
                     *               "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *             }
                     *           },
                     *           "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *           "captions": {
                     *             "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *             "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *           },
                     *           "cost_cents": 41.25,
                     *           "revision": 1,
                     *           "language": "en",
                     *           "duration_seconds": 18.4,
                     *           "review": null,
                     *           "jobs": [
                     *             {
                     *               "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *               "kind": "pipeline",
                     *               "status": "complete",
                     *               "created_at": "2026-11-28T08:00:00.000Z"
                     *             }
                     *           ],
                     *           "warnings": [],
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "updated_at": "2026-11-28T08:00:00.000Z",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["VideoList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    createVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                 *       "title": "Bread at four",
                 *       "brief": {
                 *         "business_name": "North Bakery",
                 *         "what_they_sell": "Sourdough bread",
                 *         "target_customer": "Early commuters",
                 *         "differentiator": "We bake at four in the morning",
                 *         "tone": "friendly",
                 *         "language": "en"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewVideo"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "title": "Bread at four",
                     *       "brief": {
                     *         "business_name": "North Bakery",
                     *         "what_they_sell": "Sourdough bread",
                     *         "target_customer": "Early commuters",
                     *         "differentiator": "We bake at four in the morning",
                     *         "tone": "friendly",
                     *         "language": "en"
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "status": "draft",
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "cost_cents": 41.25,
                     *       "revision": 1,
                     *       "language": "en",
                     *       "duration_seconds": 18.4,
                     *       "review": null,
                     *       "jobs": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "kind": "pipeline",
                     *           "status": "complete",
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "warnings": [],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `asset_not_found`, `private_address`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getVideo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "title": "Bread at four",
                     *       "brief": {
                     *         "business_name": "North Bakery",
                     *         "what_they_sell": "Sourdough bread",
                     *         "target_customer": "Early commuters",
                     *         "differentiator": "We bake at four in the morning",
                     *         "tone": "friendly",
                     *         "language": "en"
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "status": "draft",
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "cost_cents": 41.25,
                     *       "revision": 1,
                     *       "language": "en",
                     *       "duration_seconds": 18.4,
                     *       "review": null,
                     *       "jobs": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "kind": "pipeline",
                     *           "status": "complete",
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "warnings": [],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    updateVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "title": "Bread at six"
                 *     }
                 */
                "application/json": components["schemas"]["VideoChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "title": "Bread at four",
                     *       "brief": {
                     *         "business_name": "North Bakery",
                     *         "what_they_sell": "Sourdough bread",
                     *         "target_customer": "Early commuters",
                     *         "differentiator": "We bake at four in the morning",
                     *         "tone": "friendly",
                     *         "language": "en"
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "status": "draft",
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "cost_cents": 41.25,
                     *       "revision": 1,
                     *       "language": "en",
                     *       "duration_seconds": 18.4,
                     *       "review": null,
                     *       "jobs": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "kind": "pipeline",
                     *           "status": "complete",
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "warnings": [],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `conflict`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `asset_not_found`, `private_address`, `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    approveVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "approved": true,
                 *       "note": "Lovely."
                 *     }
                 */
                "application/json": components["schemas"]["VideoApproval"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "title": "Bread at four",
                     *       "brief": {
                     *         "business_name": "North Bakery",
                     *         "what_they_sell": "Sourdough bread",
                     *         "target_customer": "Early commuters",
                     *         "differentiator": "We bake at four in the morning",
                     *         "tone": "friendly",
                     *         "language": "en"
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "status": "draft",
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "cost_cents": 41.25,
                     *       "revision": 1,
                     *       "language": "en",
                     *       "duration_seconds": 18.4,
                     *       "review": null,
                     *       "jobs": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "kind": "pipeline",
                     *           "status": "complete",
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "warnings": [],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `conflict`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    archiveVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "title": "Bread at four",
                     *       "brief": {
                     *         "business_name": "North Bakery",
                     *         "what_they_sell": "Sourdough bread",
                     *         "target_customer": "Early commuters",
                     *         "differentiator": "We bake at four in the morning",
                     *         "tone": "friendly",
                     *         "language": "en"
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "status": "draft",
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "cost_cents": 41.25,
                     *       "revision": 1,
                     *       "language": "en",
                     *       "duration_seconds": 18.4,
                     *       "review": null,
                     *       "jobs": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "kind": "pipeline",
                     *           "status": "complete",
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "warnings": [],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    deliverVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "title": "Bread at four",
                     *       "brief": {
                     *         "business_name": "North Bakery",
                     *         "what_they_sell": "Sourdough bread",
                     *         "target_customer": "Early commuters",
                     *         "differentiator": "We bake at four in the morning",
                     *         "tone": "friendly",
                     *         "language": "en"
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "status": "draft",
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "cost_cents": 41.25,
                     *       "revision": 1,
                     *       "language": "en",
                     *       "duration_seconds": 18.4,
                     *       "review": null,
                     *       "jobs": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "kind": "pipeline",
                     *           "status": "complete",
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "warnings": [],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listVideoEvents: {
        parameters: {
            query?: {
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *           "type": "video.approved",
                     *           "actor": "client:01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *           "data": {
                     *             "revision": 1,
                     *             "note": "Lovely.",
                     *             "scenes": []
                     *           },
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["VideoEventList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    generateVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "formats": [
                 *         "vertical",
                 *         "square"
                 *       ],
                 *       "metadata": {
                 *         "order": 1042
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["FilmRequest"];
            };
        };
        responses: {
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *       "status": "processing",
                     *       "status_url": "/api/assembly/status/01997c5e-8e22-7d10-a4b6-1c2d3e4f5061"
                     *     }
                     */
                    "application/json": components["schemas"]["JobAccepted"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `quota_exceeded`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `nothing_to_film`, `asset_not_found`, `private_address`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    previewVideo: {
        parameters: {
            query?: {
                /** @description By default the newest. */
                revision?: number;
            };
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ready",
                     *       "revision": 2,
                     *       "film": {
                     *         "url": "https://api.studio.example/files/previews/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *         "width": 480,
                     *         "height": 854,
                     *         "duration_seconds": 18.4,
                     *         "bytes": 6291456,
                     *         "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Preview"];
                };
            };
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "rendering",
                     *       "revision": 2
                     *     }
                     */
                    "application/json": components["schemas"]["PreviewPending"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `nothing_to_preview`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `preview_failed`. */
            502: components["responses"]["ProviderFailed"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    rejectVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "Slower, please.",
                 *       "scenes": [
                 *         {
                 *           "index": 1,
                 *           "note": "The bread should be darker."
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["VideoRejection"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "title": "Bread at four",
                     *       "brief": {
                     *         "business_name": "North Bakery",
                     *         "what_they_sell": "Sourdough bread",
                     *         "target_customer": "Early commuters",
                     *         "differentiator": "We bake at four in the morning",
                     *         "tone": "friendly",
                     *         "language": "en"
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "status": "draft",
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "cost_cents": 41.25,
                     *       "revision": 1,
                     *       "language": "en",
                     *       "duration_seconds": 18.4,
                     *       "review": null,
                     *       "jobs": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "kind": "pipeline",
                     *           "status": "complete",
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "warnings": [],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `conflict`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    reviseVideo: {
        parameters: {
            query?: {
                /** @description Only shows the plan. */
                dry_run?: "true" | "false";
            };
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "Say that we deliver.",
                 *       "scenes": [
                 *         {
                 *           "index": 1,
                 *           "note": "The bread should be darker."
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["ReviseRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "beats": [
                     *           {
                     *             "kind": "scene",
                     *             "scene": 1,
                     *             "image": "made",
                     *             "voice": "kept",
                     *             "segments": {
                     *               "vertical": "rendered"
                     *             }
                     *           }
                     *         ],
                     *         "formats": {
                     *           "vertical": {
                     *             "segments_rendered": 1,
                     *             "segments_reused": 4,
                     *             "film": "joined"
                     *           }
                     *         },
                     *         "audio_mix": "reused",
                     *         "calls": {
                     *           "llm": 0,
                     *           "image": 1,
                     *           "voice": 0
                     *         },
                     *         "estimated_cost_cents": 4,
                     *         "estimated_seconds": 31
                     *       },
                     *       "diff": {
                     *         "same": false,
                     *         "fields": [],
                     *         "scenes": [
                     *           {
                     *             "change": "changed",
                     *             "before": 1,
                     *             "after": 1,
                     *             "fields": [
                     *               {
                     *                 "field": "visual",
                     *                 "before": "A family breakfast with warm bread",
                     *                 "after": "A family breakfast with darker bread"
                     *               }
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["RevisionPlan"];
                };
            };
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "plan": {
                     *         "beats": [
                     *           {
                     *             "kind": "scene",
                     *             "scene": 1,
                     *             "image": "made",
                     *             "voice": "kept",
                     *             "segments": {
                     *               "vertical": "rendered"
                     *             }
                     *           }
                     *         ],
                     *         "formats": {
                     *           "vertical": {
                     *             "segments_rendered": 1,
                     *             "segments_reused": 4,
                     *             "film": "joined"
                     *           }
                     *         },
                     *         "audio_mix": "reused",
                     *         "calls": {
                     *           "llm": 0,
                     *           "image": 1,
                     *           "voice": 0
                     *         },
                     *         "estimated_cost_cents": 4,
                     *         "estimated_seconds": 31
                     *       },
                     *       "diff": {
                     *         "same": false,
                     *         "fields": [],
                     *         "scenes": [
                     *           {
                     *             "change": "changed",
                     *             "before": 1,
                     *             "after": 1,
                     *             "fields": [
                     *               {
                     *                 "field": "visual",
                     *                 "before": "A family breakfast with warm bread",
                     *                 "after": "A family breakfast with darker bread"
                     *               }
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *       "status": "processing",
                     *       "status_url": "/api/assembly/status/01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *       "revision": 2
                     *     }
                     */
                    "application/json": components["schemas"]["RevisionAccepted"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `conflict`, `nothing_to_revise`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `needs_llm`, `scene_unknown`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `plan_pending`, `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listRevisions: {
        parameters: {
            query?: {
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "number": 2,
                     *           "current": true,
                     *           "note": "The bread should be darker.",
                     *           "script": {
                     *             "title": "Bread at four",
                     *             "language": "en",
                     *             "hook": "Fresh bread before the city wakes up.",
                     *             "scenes": [
                     *               {
                     *                 "narration": "We bake at four in the morning.",
                     *                 "visual": "A baker pulls loaves from a stone oven",
                     *                 "on_screen_text": "4 am"
                     *               },
                     *               {
                     *                 "narration": "By six it is on your table.",
                     *                 "visual": "A family breakfast with warm bread"
                     *               }
                     *             ],
                     *             "cta": "Order at northbakery.example"
                     *           },
                     *           "diff": {
                     *             "same": false,
                     *             "fields": [],
                     *             "scenes": [
                     *               {
                     *                 "change": "changed",
                     *                 "before": 1,
                     *                 "after": 1,
                     *                 "fields": [
                     *                   {
                     *                     "field": "visual",
                     *                     "before": "A family breakfast with warm bread",
                     *                     "after": "A family breakfast with darker bread"
                     *                   }
                     *                 ]
                     *               }
                     *             ]
                     *           },
                     *           "plan": {
                     *             "beats": [
                     *               {
                     *                 "kind": "scene",
                     *                 "scene": 1,
                     *                 "image": "made",
                     *                 "voice": "kept",
                     *                 "segments": {
                     *                   "vertical": "rendered"
                     *                 }
                     *               }
                     *             ],
                     *             "formats": {
                     *               "vertical": {
                     *                 "segments_rendered": 1,
                     *                 "segments_reused": 4,
                     *                 "film": "joined"
                     *               }
                     *             },
                     *             "audio_mix": "reused",
                     *             "calls": {
                     *               "llm": 0,
                     *               "image": 1,
                     *               "voice": 0
                     *             },
                     *             "estimated_cost_cents": 4,
                     *             "estimated_seconds": 31
                     *           },
                     *           "restored_from": null,
                     *           "formats": {
                     *             "vertical": {
                     *               "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *               "width": 1080,
                     *               "height": 1920,
                     *               "duration_seconds": 18.4,
                     *               "bytes": 6291456,
                     *               "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *             }
                     *           },
                     *           "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *           "captions": {
                     *             "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *             "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *           },
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["RevisionList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    restoreRevision: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
                /** @description Of the revision to bring back. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "number": 2,
                     *       "current": true,
                     *       "note": "The bread should be darker.",
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "diff": {
                     *         "same": false,
                     *         "fields": [],
                     *         "scenes": [
                     *           {
                     *             "change": "changed",
                     *             "before": 1,
                     *             "after": 1,
                     *             "fields": [
                     *               {
                     *                 "field": "visual",
                     *                 "before": "A family breakfast with warm bread",
                     *                 "after": "A family breakfast with darker bread"
                     *               }
                     *             ]
                     *           }
                     *         ]
                     *       },
                     *       "plan": {
                     *         "beats": [
                     *           {
                     *             "kind": "scene",
                     *             "scene": 1,
                     *             "image": "made",
                     *             "voice": "kept",
                     *             "segments": {
                     *               "vertical": "rendered"
                     *             }
                     *           }
                     *         ],
                     *         "formats": {
                     *           "vertical": {
                     *             "segments_rendered": 1,
                     *             "segments_reused": 4,
                     *             "film": "joined"
                     *           }
                     *         },
                     *         "audio_mix": "reused",
                     *         "calls": {
                     *           "llm": 0,
                     *           "image": 1,
                     *           "voice": 0
                     *         },
                     *         "estimated_cost_cents": 4,
                     *         "estimated_seconds": 31
                     *       },
                     *       "restored_from": null,
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "created_at": "2026-11-28T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Revision"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `nothing_to_restore`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    submitVideo: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "note": "Here is the first cut."
                 *     }
                 */
                "application/json": components["schemas"]["VideoSubmission"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "title": "Bread at four",
                     *       "brief": {
                     *         "business_name": "North Bakery",
                     *         "what_they_sell": "Sourdough bread",
                     *         "target_customer": "Early commuters",
                     *         "differentiator": "We bake at four in the morning",
                     *         "tone": "friendly",
                     *         "language": "en"
                     *       },
                     *       "script": {
                     *         "title": "Bread at four",
                     *         "language": "en",
                     *         "hook": "Fresh bread before the city wakes up.",
                     *         "scenes": [
                     *           {
                     *             "narration": "We bake at four in the morning.",
                     *             "visual": "A baker pulls loaves from a stone oven",
                     *             "on_screen_text": "4 am"
                     *           },
                     *           {
                     *             "narration": "By six it is on your table.",
                     *             "visual": "A family breakfast with warm bread"
                     *           }
                     *         ],
                     *         "cta": "Order at northbakery.example"
                     *       },
                     *       "status": "draft",
                     *       "formats": {
                     *         "vertical": {
                     *           "url": "https://api.studio.example/files/films/vertical.mp4?expires=1764320400&signature=5d41402a",
                     *           "width": 1080,
                     *           "height": 1920,
                     *           "duration_seconds": 18.4,
                     *           "bytes": 6291456,
                     *           "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                     *         }
                     *       },
                     *       "poster_url": "https://api.studio.example/files/films/poster.jpg?expires=1764320400&signature=5d41402a",
                     *       "captions": {
                     *         "srt": "https://api.studio.example/files/films/captions.srt?expires=1764320400&signature=5d41402a",
                     *         "vtt": "https://api.studio.example/files/films/captions.vtt?expires=1764320400&signature=5d41402a"
                     *       },
                     *       "cost_cents": 41.25,
                     *       "revision": 1,
                     *       "language": "en",
                     *       "duration_seconds": 18.4,
                     *       "review": null,
                     *       "jobs": [
                     *         {
                     *           "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                     *           "kind": "pipeline",
                     *           "status": "complete",
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "warnings": [],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Video"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhookEndpoints: {
        parameters: {
            query?: {
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                     *           "url": "https://n8n.example/webhook/bom",
                     *           "events": [
                     *             "video.draft_ready",
                     *             "video.approved"
                     *           ],
                     *           "description": "n8n",
                     *           "secret_header": {
                     *             "name": "X-Bom-Secret"
                     *           },
                     *           "disabled": false,
                     *           "disabled_at": null,
                     *           "disabled_reason": null,
                     *           "failing_since": null,
                     *           "previous_secret_until": null,
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "updated_at": "2026-11-28T08:00:00.000Z",
                     *           "version": 1
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpointList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    createWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://n8n.example/webhook/bom",
                 *       "events": [
                 *         "video.draft_ready",
                 *         "video.approved",
                 *         "video.rejected"
                 *       ],
                 *       "description": "n8n",
                 *       "secret_header": {
                 *         "name": "X-Bom-Secret",
                 *         "value": "a-long-random-text"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewWebhookEndpoint"];
            };
        };
        responses: {
            /** @description Created. */
            201: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                     *       "url": "https://n8n.example/webhook/bom",
                     *       "events": [
                     *         "video.draft_ready",
                     *         "video.approved"
                     *       ],
                     *       "description": "n8n",
                     *       "secret_header": {
                     *         "name": "X-Bom-Secret"
                     *       },
                     *       "disabled": false,
                     *       "disabled_at": null,
                     *       "disabled_reason": null,
                     *       "failing_since": null,
                     *       "previous_secret_until": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1,
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `private_address`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                     *       "url": "https://n8n.example/webhook/bom",
                     *       "events": [
                     *         "video.draft_ready",
                     *         "video.approved"
                     *       ],
                     *       "description": "n8n",
                     *       "secret_header": {
                     *         "name": "X-Bom-Secret"
                     *       },
                     *       "disabled": false,
                     *       "disabled_at": null,
                     *       "disabled_reason": null,
                     *       "failing_since": null,
                     *       "previous_secret_until": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    deleteWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; nothing to tell. */
            204: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    updateWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only at this version, as the ETag gives it; 412 otherwise. */
                "If-Match"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "disabled": false
                 *     }
                 */
                "application/json": components["schemas"]["WebhookEndpointUpdate"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                     *       "url": "https://n8n.example/webhook/bom",
                     *       "events": [
                     *         "video.draft_ready",
                     *         "video.approved"
                     *       ],
                     *       "description": "n8n",
                     *       "secret_header": {
                     *         "name": "X-Bom-Secret"
                     *       },
                     *       "disabled": false,
                     *       "disabled_at": null,
                     *       "disabled_reason": null,
                     *       "failing_since": null,
                     *       "previous_secret_until": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `version_mismatch`. */
            412: components["responses"]["VersionMismatch"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `private_address`, `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
                status?: components["schemas"]["DeliveryStatus"];
            };
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *           "endpoint_id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                     *           "event": "video.approved",
                     *           "status": "sent",
                     *           "data": {
                     *             "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *             "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *             "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *             "title": "Bread at four",
                     *             "revision": 1,
                     *             "status": "approved",
                     *             "note": "Lovely.",
                     *             "scenes": []
                     *           },
                     *           "next_attempt_at": null,
                     *           "error": null,
                     *           "attempts": [
                     *             {
                     *               "status": 200,
                     *               "error": null,
                     *               "response": "ok",
                     *               "duration_ms": 84,
                     *               "created_at": "2026-11-28T08:00:00.000Z"
                     *             }
                     *           ],
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "sent_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDeliveryList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    redeliverWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                delivery_id: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *       "endpoint_id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                     *       "event": "video.approved",
                     *       "status": "sent",
                     *       "data": {
                     *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *         "title": "Bread at four",
                     *         "revision": 1,
                     *         "status": "approved",
                     *         "note": "Lovely.",
                     *         "scenes": []
                     *       },
                     *       "next_attempt_at": null,
                     *       "error": null,
                     *       "attempts": [
                     *         {
                     *           "status": 200,
                     *           "error": null,
                     *           "response": "ok",
                     *           "duration_ms": 84,
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "sent_at": "2026-11-28T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `conflict`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap_seconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["SecretRotation"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                     *       "url": "https://n8n.example/webhook/bom",
                     *       "events": [
                     *         "video.draft_ready",
                     *         "video.approved"
                     *       ],
                     *       "description": "n8n",
                     *       "secret_header": {
                     *         "name": "X-Bom-Secret"
                     *       },
                     *       "disabled": false,
                     *       "disabled_at": null,
                     *       "disabled_reason": null,
                     *       "failing_since": null,
                     *       "previous_secret_until": null,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "updated_at": "2026-11-28T08:00:00.000Z",
                     *       "version": 1,
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    testWebhookEndpoint: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *       "endpoint_id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                     *       "event": "video.approved",
                     *       "status": "sent",
                     *       "data": {
                     *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                     *         "title": "Bread at four",
                     *         "revision": 1,
                     *         "status": "approved",
                     *         "note": "Lovely.",
                     *         "scenes": []
                     *       },
                     *       "next_attempt_at": null,
                     *       "error": null,
                     *       "attempts": [
                     *         {
                     *           "status": 200,
                     *           "error": null,
                     *           "response": "ok",
                     *           "duration_ms": 84,
                     *           "created_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "sent_at": "2026-11-28T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `conflict`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listWebhookEvents: {
        parameters: {
            query?: {
                /** @description The last answer's `next_cursor`; left out for the first. */
                cursor?: string;
                /** @description At most so many in one answer. */
                limit?: number;
                source?: components["schemas"]["EventSource"];
                status?: components["schemas"]["ReceivedEventStatus"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *           "source": "n8n",
                     *           "external_id": "231-0",
                     *           "type": "video.published",
                     *           "status": "handled",
                     *           "answer": {
                     *             "received": true,
                     *             "handled": true,
                     *             "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d"
                     *           },
                     *           "error": null,
                     *           "bytes": 96,
                     *           "created_at": "2026-11-28T08:00:00.000Z",
                     *           "handled_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ReceivedEventList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getWebhookEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *       "source": "n8n",
                     *       "external_id": "231-0",
                     *       "type": "video.published",
                     *       "status": "handled",
                     *       "answer": {
                     *         "received": true,
                     *         "handled": true,
                     *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d"
                     *       },
                     *       "error": null,
                     *       "bytes": 96,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "handled_at": "2026-11-28T08:00:00.000Z",
                     *       "body": {
                     *         "event": "video.published",
                     *         "data": {
                     *           "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ReceivedEventDetail"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    replayWebhookEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes it safe to send again: for 24 hours the same key and body get the first answer once more, with `Idempotent-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description As lists and answers give it. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "Idempotent-Replayed": components["headers"]["Idempotent-Replayed"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01997c5e-b4c6-7a0e-8d93-2f3e4d5c6b7a",
                     *       "source": "n8n",
                     *       "external_id": "231-0",
                     *       "type": "video.published",
                     *       "status": "handled",
                     *       "answer": {
                     *         "received": true,
                     *         "handled": true,
                     *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d"
                     *       },
                     *       "error": null,
                     *       "bytes": 96,
                     *       "created_at": "2026-11-28T08:00:00.000Z",
                     *       "handled_at": "2026-11-28T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ReceivedEvent"];
                };
            };
            /** @description Codes: `invalid_json`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`, `idempotency_in_progress`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `missing_answers`, `unknown_option`, `invalid_request`, `idempotency_key_reused`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    receiveN8nEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event": "video.published",
                 *       "data": {
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "platform": "instagram"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["N8nEvent"];
            };
        };
        responses: {
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "received": true,
                     *       "handled": true,
                     *       "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d"
                     *     }
                     */
                    "application/json": components["schemas"]["N8nAnswer"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `invalid_signature`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `illegal_transition`. */
            409: components["responses"]["Conflict"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `private_address`, `idempotency_key_reused`, `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `not_configured`, `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    receiveStripeEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_1",
                 *       "object": "event",
                 *       "type": "invoice.paid"
                 *     }
                 */
                "application/json": components["schemas"]["StripeEvent"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "received": true
                     *     }
                     */
                    "application/json": components["schemas"]["StripeAnswer"];
                };
            };
            /** @description Codes: `invalid_stripe_signature`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `not_configured`, `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    receiveTallySubmission: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "eventId": "1a6f1b3e-6f8e-4f6f-8c55-0f1f5d1f5c1e",
                 *       "eventType": "FORM_RESPONSE",
                 *       "createdAt": "2026-11-23T05:00:00.000Z",
                 *       "data": {
                 *         "responseId": "wQZ3aB",
                 *         "formId": "w7Xk2p",
                 *         "formName": "Video order",
                 *         "fields": [
                 *           {
                 *             "key": "q1",
                 *             "label": "Business name",
                 *             "type": "INPUT_TEXT",
                 *             "value": "North Bakery"
                 *           },
                 *           {
                 *             "key": "q2",
                 *             "label": "Email",
                 *             "type": "INPUT_EMAIL",
                 *             "value": "ann@bakery.example"
                 *           },
                 *           {
                 *             "key": "q3",
                 *             "label": "What do you sell?",
                 *             "type": "TEXTAREA",
                 *             "value": "Sourdough bread"
                 *           },
                 *           {
                 *             "key": "q4",
                 *             "label": "Who is your target customer?",
                 *             "type": "TEXTAREA",
                 *             "value": "Early commuters"
                 *           },
                 *           {
                 *             "key": "q5",
                 *             "label": "What makes you different?",
                 *             "type": "TEXTAREA",
                 *             "value": "We bake at four"
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TallySubmission"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted",
                     *       "message": "The film is being made.",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061"
                     *     }
                     */
                    "application/json": components["schemas"]["TallyAnswer"];
                };
            };
            /** @description Accepted; the work goes on. */
            202: {
                headers: {
                    Location: components["headers"]["Location"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Retry-After": components["headers"]["Retry-After"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted",
                     *       "message": "The film is being made.",
                     *       "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                     *       "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                     *       "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061"
                     *     }
                     */
                    "application/json": components["schemas"]["TallyAnswer"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `invalid_signature`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `missing_answers`, `unknown_option`, `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `not_configured`, `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    listTallyMappings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "form_id": "w7Xk2p",
                     *           "fields": {
                     *             "q_kR4": "business_name",
                     *             "Your address": "email"
                     *           },
                     *           "updated_at": "2026-11-28T08:00:00.000Z"
                     *         }
                     *       ],
                     *       "next_cursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["TallyMappingList"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    getTallyMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Tally's id of the form. */
                form_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "form_id": "w7Xk2p",
                     *       "fields": {
                     *         "q_kR4": "business_name",
                     *         "Your address": "email"
                     *       },
                     *       "updated_at": "2026-11-28T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TallyMapping"];
                };
            };
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    putTallyMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Tally's id of the form. */
                form_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fields": {
                 *         "q_kR4": "business_name",
                 *         "Your address": "email"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TallyMappingUpdate"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "X-Request-Id": components["headers"]["X-Request-Id"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "form_id": "w7Xk2p",
                     *       "fields": {
                     *         "q_kR4": "business_name",
                     *         "Your address": "email"
                     *       },
                     *       "updated_at": "2026-11-28T08:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TallyMapping"];
                };
            };
            /** @description Codes: `invalid_json`, `invalid_body`. */
            400: components["responses"]["BadRequest"];
            /** @description Codes: `unauthenticated`. */
            401: components["responses"]["Unauthenticated"];
            /** @description Codes: `forbidden`. */
            403: components["responses"]["Forbidden"];
            /** @description Codes: `not_found`. */
            404: components["responses"]["NotFound"];
            /** @description Codes: `body_too_large`. */
            413: components["responses"]["BodyTooLarge"];
            /** @description Codes: `unsupported_media_type`. */
            415: components["responses"]["UnsupportedMediaType"];
            /** @description Codes: `invalid_request`. */
            422: components["responses"]["InvalidRequest"];
            /** @description Codes: `rate_limited`. */
            429: components["responses"]["RateLimited"];
            /** @description Codes: `internal_error`. */
            500: components["responses"]["InternalError"];
            /** @description Codes: `unavailable`. */
            503: components["responses"]["Unavailable"];
        };
    };
    downloadFile: {
        parameters: {
            query?: {
                /** @description Until when the link is good, in seconds since 1970. */
                expires?: string;
                /** @description Under which browsers keep it. */
                filename?: string;
                /** @description Over key, end and the rest of the link. */
                signature?: string;
                /** @description Media type that it is answered with. */
                type?: string;
            };
            header?: never;
            path: {
                /** @description As the link has it. */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The asked range of it. */
            206: {
                headers: {
                    "Accept-Ranges"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description The link is changed or expired: code `forbidden`. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is no such file: code `not_found`. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The file is shorter than that. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onClientCreated: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "client.created",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "name": "North Bakery",
                 *         "package": "growth"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ClientCreatedEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onInvoicePaid: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "invoice.paid",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "invoice_id": "01997c5e-9d3c-7411-8b72-6f5e4d3c2b1a",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "stripe_invoice_id": "in_1Q8Zk2LkdIwHu7ix",
                 *         "number": "BOM-0042",
                 *         "total_cents": 49900,
                 *         "currency": "usd",
                 *         "status": "paid"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["InvoicePaidEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onInvoicePaymentFailed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "invoice.payment_failed",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "invoice_id": "01997c5e-9d3c-7411-8b72-6f5e4d3c2b1a",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "stripe_invoice_id": "in_1Q8Zk2LkdIwHu7ix",
                 *         "number": "BOM-0042",
                 *         "total_cents": 49900,
                 *         "currency": "usd",
                 *         "status": "open",
                 *         "attempt": 2
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["InvoicePaymentFailedEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onJobComplete: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "job.complete",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "kind": "pipeline",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "metadata": {
                 *           "order": 1042
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["JobCompleteEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onJobFailed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "job.failed",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "kind": "pipeline",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "metadata": {
                 *           "order": 1042
                 *         },
                 *         "error": {
                 *           "code": "media_corrupt",
                 *           "detail": "https://images.example/oven.jpg can not be decoded; give another picture.",
                 *           "stage": "fetching",
                 *           "scene": 0,
                 *           "retriable": false,
                 *           "attempt": 1
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["JobFailedEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onJobProgress: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "job.progress",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "kind": "pipeline",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "metadata": {
                 *           "order": 1042
                 *         },
                 *         "status": "processing",
                 *         "stage": "rendering",
                 *         "progress": 61,
                 *         "segments": {
                 *           "total": 8,
                 *           "done": 4,
                 *           "reused": 0
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["JobProgressEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onQuotaExceeded: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "quota.exceeded",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "name": "North Bakery",
                 *         "package": "Growth",
                 *         "limit": 8,
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["QuotaExceededEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onVideoApproved: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "video.approved",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "status": "approved",
                 *         "note": "Lovely.",
                 *         "scenes": []
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VideoApprovedEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onVideoDelivered: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "video.delivered",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "status": "delivered"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VideoDeliveredEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onVideoDraftReady: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "video.draft_ready",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "status": "draft",
                 *         "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                 *         "restored_from": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VideoDraftReadyEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onVideoFailed: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "video.failed",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "status": "failed",
                 *         "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061",
                 *         "error": {
                 *           "code": "media_corrupt",
                 *           "detail": "https://images.example/oven.jpg can not be decoded; give another picture.",
                 *           "stage": "fetching",
                 *           "scene": 0,
                 *           "retriable": false,
                 *           "attempt": 1
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VideoFailedEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onVideoGenerating: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "video.generating",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "status": "generating",
                 *         "job_id": "01997c5e-8e22-7d10-a4b6-1c2d3e4f5061"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VideoGeneratingEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onVideoRejected: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "video.rejected",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "status": "rejected",
                 *         "note": "Slower, please.",
                 *         "scenes": [
                 *           {
                 *             "index": 1,
                 *             "note": "The bread should be darker."
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VideoRejectedEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onVideoReviewRequested: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "video.review_requested",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "video_id": "01997c5e-7c1f-7b6a-9d3e-5f3d1a2b4c6d",
                 *         "client_id": "01997c5e-0d41-7f0c-8a55-2b1c3d4e5f60",
                 *         "project_id": "01997c5e-3f52-7aa1-b1c2-9e8d7c6b5a40",
                 *         "title": "Bread at four",
                 *         "revision": 1,
                 *         "status": "review",
                 *         "note": "Here is the first cut."
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["VideoReviewRequestedEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    onWebhookTest: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The same on each try: what was seen under it is seen.
                 * @example 01997c5e-9a10-7c3e-8f21-4b5c6d7e8f90
                 */
                "webhook-id": string;
                /**
                 * @description Standard Webhooks: `v1,` and the HMAC-SHA256 of `<id>.<timestamp>.<body>` in base64; two, parted by a space, while a secret is replaced. Missing on callbacks where the studio has set no WEBHOOK_SIGNING_SECRET.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature"?: string;
                /**
                 * @description Of this try, in seconds since 1970.
                 * @example 1764316800
                 */
                "webhook-timestamp": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "webhook.test",
                 *       "timestamp": "2026-11-28T08:00:00.000Z",
                 *       "data": {
                 *         "endpoint_id": "01997c5e-a2f8-7c59-b0d1-7e6f5a4b3c2d",
                 *         "message": "Bom Studio can reach this endpoint."
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["WebhookTestEvent"];
            };
        };
        responses: {
            /** @description Taken. Anything else, or nothing within 20 seconds, is tried again for three days. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Gone: nothing more is sent to this endpoint. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
