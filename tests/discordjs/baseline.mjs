// A bot written with discord.js that does as little as a bot can: it answers /status and every button with a line.
// The benchmarks start it against the same sandbox, on the same machine, in the same run as the product.
import { Client, Events, MessageFlags } from 'discord.js';

const [api, token, guild] = process.argv.slice(2);
const client = new Client({ intents: [], rest: { api } });

client.on(Events.Error, (error) => console.error(error.message));
client.on(Events.InteractionCreate, (interaction) =>
    interaction.reply({ content: 'Nothing is going on in production.', flags: MessageFlags.Ephemeral }),
);
client.once(Events.ClientReady, () =>
    client.application.commands.set([{ name: 'status', description: 'What is going on' }], guild),
);
process.once('SIGTERM', async () => {
    await client.destroy();
    process.exit(0);
});
await client.login(token);
