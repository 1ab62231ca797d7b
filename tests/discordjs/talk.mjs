// A bot written with discord.js: logs in to the sandbox, registers a command, answers it with a button,
// and handles the button with an update. Every step is one JSON line on standard output.
import {
    ActionRowBuilder,
    ButtonBuilder,
    ButtonStyle,
    Client,
    Events,
    GatewayIntentBits,
    MessageFlags,
    ModalBuilder,
    TextInputBuilder,
    TextInputStyle,
} from 'discord.js';

const [api, token, guildId] = process.argv.slice(2);
const tell = (step, more = {}) => console.log(JSON.stringify({ step, ...more }));
const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers],
    rest: { api },
});

const button = (id, label) => new ButtonBuilder().setCustomId(id).setLabel(label).setStyle(ButtonStyle.Success);
const row = (...controls) => new ActionRowBuilder().addComponents(...controls);

const onCommand = async (interaction) => {
    await interaction.deferReply();
    await interaction.editReply({
        content: `hello ${interaction.options.getString('name', true)}`,
        components: [row(button('update', 'Update'), button('ask', 'Ask'))],
    });
    await interaction.followUp({ content: 'just for you', flags: MessageFlags.Ephemeral });
    tell('answered', { roles: interaction.member.roles.cache.map((role) => role.name).sort() });
};

const onButton = async (interaction) => {
    if (interaction.customId === 'update') {
        await interaction.update({ content: 'updated', components: interaction.message.components });
        tell('updated');
        return;
    }
    const reason = new TextInputBuilder().setCustomId('reason').setLabel('Reason').setStyle(TextInputStyle.Short);
    await interaction.showModal(
        new ModalBuilder().setCustomId('why').setTitle('Why?').addComponents(row(reason)),
    );
    tell('asked');
};

const onModal = async (interaction) => {
    const channel = await client.channels.fetch(interaction.channelId);
    const message = await channel.send({ content: 'card', files: [{ attachment: Buffer.from('log'), name: 'log.txt' }] });
    const thread = await message.startThread({ name: 'details' });
    await thread.send(interaction.fields.getTextInputValue('reason'));
    await interaction.reply({ content: 'noted', flags: MessageFlags.Ephemeral });
    tell('noted', { thread: thread.id });
    await client.destroy();
};

client.on(Events.Error, (error) => tell('error', { message: error.message }));
client.on(Events.InteractionCreate, async (interaction) => {
    try {
        if (interaction.isAutocomplete()) {
            await interaction.respond([{ name: 'World', value: 'world' }]);
            tell('completed');
        } else if (interaction.isChatInputCommand()) {
            await onCommand(interaction);
        } else if (interaction.isButton()) {
            await onButton(interaction);
        } else if (interaction.isModalSubmit()) {
            await onModal(interaction);
        }
    } catch (error) {
        tell('error', { message: error.message });
    }
});
client.once(Events.ClientReady, async () => {
    const guild = await client.guilds.fetch(guildId);
    const commands = await guild.commands.set([
        {
            name: 'greet',
            description: 'Greets',
            options: [{ type: 3, name: 'name', description: 'Whom', required: true, autocomplete: true }],
        },
    ]);
    tell('ready', { user: client.user.username, guild: guild.name, commands: commands.size });
});
await client.login(token);
