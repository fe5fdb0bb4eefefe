-- AlterTable
ALTER TABLE "webhook_endpoints" ADD COLUMN     "secret_header_name" TEXT,
ADD COLUMN     "secret_header_value" TEXT;
