-- CreateEnum
CREATE TYPE "RevisionPlanStatus" AS ENUM ('pending', 'ready', 'failed');

-- AlterTable
ALTER TABLE "revisions" ADD COLUMN     "draft" JSONB,
ADD COLUMN     "restored" INTEGER,
ADD COLUMN     "work" JSONB;

-- AlterTable
ALTER TABLE "job_steps" ALTER COLUMN "job_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "revision_plans" (
    "id" UUID NOT NULL,
    "video_id" UUID NOT NULL,
    "base" INTEGER NOT NULL,
    "request_hash" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "status" "RevisionPlanStatus" NOT NULL DEFAULT 'pending',
    "draft" JSONB,
    "changes" JSONB,
    "work" JSONB,
    "error" JSONB,
    "request_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "revision_plans_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "revision_plans_video_id_request_hash_key" ON "revision_plans"("video_id", "request_hash");

-- AddForeignKey
ALTER TABLE "revision_plans" ADD CONSTRAINT "revision_plans_video_id_fkey" FOREIGN KEY ("video_id") REFERENCES "videos"("id") ON DELETE CASCADE ON UPDATE CASCADE;
