-- AlterTable
ALTER TABLE "videos" ADD COLUMN     "review_revision" INTEGER;

-- CreateTable
CREATE TABLE "script_requests" (
    "id" UUID NOT NULL,
    "brief" JSONB NOT NULL,
    "status" "JobStatus" NOT NULL DEFAULT 'queued',
    "result" JSONB,
    "error" JSONB,
    "actor" TEXT NOT NULL,
    "request_id" TEXT,
    "deadline" TIMESTAMPTZ(3) NOT NULL,
    "lease_token" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "script_requests_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "script_requests_created_at_idx" ON "script_requests"("created_at");
