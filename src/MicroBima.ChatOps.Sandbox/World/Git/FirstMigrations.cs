namespace MicroBima.ChatOps.Sandbox.World.Git;

/// <summary>The SQL of the migrations that the repository begins with.</summary>
internal static class FirstMigrations
{
    public const string Initial = """
        -- CreateTable
        CREATE TABLE "customers" (
            "id" SERIAL NOT NULL,
            "full_name" TEXT NOT NULL,
            "phone" TEXT,
            "email" TEXT,
            "national_id" TEXT,
            "status" TEXT NOT NULL DEFAULT 'active',
            "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

            CONSTRAINT "customers_pkey" PRIMARY KEY ("id")
        );

        -- CreateTable
        CREATE TABLE "products" (
            "code" TEXT NOT NULL,
            "name" TEXT NOT NULL,

            CONSTRAINT "products_pkey" PRIMARY KEY ("code")
        );

        -- CreateTable
        CREATE TABLE "policies" (
            "id" SERIAL NOT NULL,
            "number" TEXT NOT NULL,
            "customer_id" INTEGER NOT NULL,
            "product_code" TEXT NOT NULL,
            "premium_cents" INTEGER NOT NULL,
            "status" TEXT NOT NULL DEFAULT 'active',
            "starts_at" TIMESTAMP(3) NOT NULL,

            CONSTRAINT "policies_pkey" PRIMARY KEY ("id")
        );

        -- CreateIndex
        CREATE INDEX "policies_customer_id_idx" ON "policies"("customer_id");

        -- AddForeignKey
        ALTER TABLE "policies" ADD CONSTRAINT "policies_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

        """;

    public const string Payments = """
        -- CreateTable
        CREATE TABLE "payments" (
            "id" SERIAL NOT NULL,
            "policy_id" INTEGER NOT NULL,
            "amount_cents" INTEGER NOT NULL,
            "reference" TEXT NOT NULL,
            "paid_at" TIMESTAMP(3) NOT NULL,

            CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
        );

        -- AddForeignKey
        ALTER TABLE "payments" ADD CONSTRAINT "payments_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policies"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

        """;

    /// <summary>The old telephone numbers, and what came over from the system before this one: the columns that later migrations drop.</summary>
    public static string Contacts { get; } =
        """
            -- AlterTable
            ALTER TABLE "customers" ADD COLUMN "old_phone" TEXT;

            -- CreateTable
            CREATE TABLE "customer_legacy" (
                "customer_id" INTEGER NOT NULL,

            """
        + string.Concat(Enumerable.Range(1, LegacyFields).Select(number => $"    \"{LegacyField(number)}\" TEXT,\n"))
        + """

                CONSTRAINT "customer_legacy_pkey" PRIMARY KEY ("customer_id")
            );

            """;

    public const int LegacyFields = 24;

    public const string PolicyNotes = """
        -- AlterTable
        ALTER TABLE "policies" ADD COLUMN "notes" TEXT;

        """;

    public static string LegacyField(int number) => $"field_{number:00}";
}
