namespace MicroBima.ChatOps.Sandbox.World.Git;

/// <summary>The files of the demo's repository: a small internal API with its schema, its pipelines and its Fly settings.</summary>
internal static class AppSources
{
    public const string Schema = "prisma/schema.prisma";
    public const string Migrations = "prisma/migrations";
    public const string AppFile = "app.json";
    public const string PackageFile = "package.json";
    public const string Changelog = "CHANGELOG.md";

    public static string App(string version, string behaviour) =>
        $$"""
            {
              "name": "internal-api",
              "version": "{{version}}",
              "behaviour": "{{behaviour}}"
            }

            """;

    public static string Package(string version) =>
        $$"""
            {
              "name": "internal-api",
              "version": "{{version}}",
              "private": true,
              "packageManager": "pnpm@10.18.0",
              "scripts": {
                "build": "nest build",
                "start:prod": "node dist/main",
                "lint": "eslint src",
                "test": "jest",
                "db:seed": "prisma db seed"
              },
              "dependencies": {
                "@nestjs/common": "11.1.6",
                "@nestjs/core": "11.1.6",
                "@nestjs/platform-express": "11.1.6",
                "@prisma/client": "7.10.1"
              },
              "devDependencies": {
                "@nestjs/cli": "11.0.10",
                "prisma": "7.10.1",
                "typescript": "5.9.2"
              }
            }

            """;

    public const string FirstSchema = """
        generator client {
          provider = "prisma-client"
          output   = "../src/generated/prisma"
        }

        datasource db {
          provider = "postgresql"
        }

        model Customer {
          id         Int      @id @default(autoincrement())
          fullName   String   @map("full_name")
          phone      String?
          email      String?
          nationalId String?  @map("national_id")
          status     String   @default("active")
          createdAt  DateTime @default(now()) @map("created_at")
          policies   Policy[]

          @@map("customers")
        }

        model Product {
          code String @id
          name String

          @@map("products")
        }

        model Policy {
          id           Int      @id @default(autoincrement())
          number       String
          customerId   Int      @map("customer_id")
          productCode  String   @map("product_code")
          premiumCents Int      @map("premium_cents")
          status       String   @default("active")
          startsAt     DateTime @map("starts_at")
          customer     Customer @relation(fields: [customerId], references: [id])

          @@map("policies")
        }

        """;

    public static string SchemaWithPayments =>
        FirstSchema
        + """

            model Payment {
              id          Int      @id @default(autoincrement())
              policyId    Int      @map("policy_id")
              amountCents Int      @map("amount_cents")
              reference   String
              paidAt      DateTime @map("paid_at")

              @@map("payments")
            }

            """;

    public static string SchemaWithContacts =>
        SchemaWithPayments.Replace(
            "  email      String?\n",
            "  oldPhone   String?  @map(\"old_phone\")\n  email      String?\n",
            StringComparison.Ordinal
        );

    public static string SchemaWithPolicyNotes =>
        SchemaWithContacts.Replace(
            "  startsAt     DateTime @map(\"starts_at\")\n",
            "  startsAt     DateTime @map(\"starts_at\")\n  notes        String?\n",
            StringComparison.Ordinal
        );

    public static IReadOnlyDictionary<string, string> Scaffold { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["README.md"] = """
                # internal-api

                The API that MicroBima's own tools use: customers, policies, payments.

                `pnpm install && pnpm start:prod`. Deployments: staging deploys by itself, production through the channel.

                """,
            ["fly.toml"] = """
                app = "microbima-production-internal-api"
                primary_region = "jnb"

                [http_service]
                  internal_port = 3000
                  force_https = true
                  auto_stop_machines = "off"
                  min_machines_running = 1

                  [[http_service.checks]]
                    method = "GET"
                    path = "/api/health"
                    interval = "5s"
                    timeout = "2s"
                    grace_period = "10s"

                [[vm]]
                  memory = "512mb"
                  cpus = 1

                """,
            ["fly.staging.toml"] = """
                app = "microbima-staging-internal-api"
                primary_region = "jnb"

                [deploy]
                  release_command = "pnpm prisma migrate deploy"

                [http_service]
                  internal_port = 3000
                  min_machines_running = 1

                """,
            ["Dockerfile"] = """
                FROM node:20-slim
                WORKDIR /app
                COPY . .
                RUN corepack enable && pnpm install --frozen-lockfile && pnpm build
                CMD ["node", "dist/main"]

                """,
            [".github/workflows/ci.yml"] = """
                name: CI
                on:
                  push:
                    branches: [staging]
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Checkout
                        uses: actions/checkout@v5
                      - name: Install
                        run: pnpm install --frozen-lockfile
                      - name: Lint
                        run: pnpm lint
                      - name: Test
                        run: pnpm test

                """,
            [".github/workflows/deploy.yml"] = """
                name: Deploy
                on:
                  push:
                    branches: [staging, master]
                concurrency: deploy-${{ github.ref_name }}
                jobs:
                  build:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Checkout
                        uses: actions/checkout@v5
                      - name: Test
                        run: pnpm install --frozen-lockfile && pnpm test
                      - name: Build image
                        run: docker build .
                  deploy:
                    needs: build
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Checkout
                        uses: actions/checkout@v5
                      - name: Deploy to Fly
                        run: flyctl deploy --remote-only --config ${{ github.ref_name == 'master' && 'fly.toml' || 'fly.staging.toml' }}

                """,
            ["prisma.config.ts"] = """
                import { defineConfig, env } from 'prisma/config';

                export default defineConfig({
                  schema: 'prisma/schema.prisma',
                  migrations: { path: 'prisma/migrations', seed: 'tsx prisma/seed.ts' },
                  datasource: { url: env('DATABASE_URL') },
                });

                """,
            ["src/main.ts"] = """
                import { NestFactory } from '@nestjs/core';
                import { AppModule } from './app.module';

                async function bootstrap() {
                  const app = await NestFactory.create(AppModule);
                  app.setGlobalPrefix('api');
                  await app.listen(process.env.PORT ?? 3000);
                }
                bootstrap();

                """,
            ["src/app.module.ts"] = """
                import { Module } from '@nestjs/common';
                import { HealthController } from './health/health.controller';

                @Module({ controllers: [HealthController] })
                export class AppModule {}

                """,
            ["src/health/health.controller.ts"] = """
                import { Controller, Get } from '@nestjs/common';

                @Controller('health')
                export class HealthController {
                  @Get()
                  health() {
                    return { status: 'ok' };
                  }
                }

                """,
        };

    public const string Service = """
        import { Injectable } from '@nestjs/common';
        import { PrismaService } from '../prisma/prisma.service';

        @Injectable()
        export class CustomersService {
          constructor(private readonly prisma: PrismaService) {}

          findMany() {
            return this.prisma.customer.findMany({ take: 50, orderBy: { id: 'asc' } });
          }
        }

        """;

    public const string Seed = """
        import { prisma } from '../src/prisma/prisma.service';

        for (const [code, name] of Object.entries({ HEALTH: 'Hospital cash', LIFE: 'Family life', CROP: 'Crop cover', PHONE: 'Device cover' }))
          await prisma.product.upsert({ where: { code }, create: { code, name }, update: {} });

        """;

    public const string MigrationLock = """
        # Please do not edit this file manually
        # It should be added in your version-control system (e.g., Git)
        provider = "postgresql"

        """;
}
