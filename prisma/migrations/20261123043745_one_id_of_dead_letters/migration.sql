-- AlterTable
ALTER TABLE "dead_letters" DROP COLUMN "notice_id";
