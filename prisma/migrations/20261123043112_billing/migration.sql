-- AlterTable
ALTER TABLE "dead_letters" ADD COLUMN     "notice_id" UUID;

-- AlterTable
ALTER TABLE "invoices" ADD COLUMN     "days_until_due" INTEGER NOT NULL DEFAULT 14,
ADD COLUMN     "due_at" TIMESTAMPTZ(3),
ADD COLUMN     "number" TEXT,
ADD COLUMN     "paid_cents" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "pdf_url" TEXT,
ALTER COLUMN "status" SET DEFAULT 'creating';

-- CreateTable
CREATE TABLE "subscriptions" (
    "id" TEXT NOT NULL,
    "client_id" UUID NOT NULL,
    "package_id" TEXT,
    "status" TEXT NOT NULL,
    "event_at" TIMESTAMPTZ(3) NOT NULL,
    "event_rank" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "subscriptions_client_id_idx" ON "subscriptions"("client_id");

-- AddForeignKey
ALTER TABLE "invoices" ADD CONSTRAINT "invoices_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "clients"("id") ON DELETE CASCADE ON UPDATE CASCADE;
