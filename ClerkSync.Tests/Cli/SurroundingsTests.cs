using ClerkSync.Cli;
using ClerkSync.Tests.Drivers;

namespace ClerkSync.Tests.Cli;

public sealed class SurroundingsTests
{
    [Theory]
    [InlineData(null, "/home/ada/.dotnet/tools/clerksync", "clerksync")]
    [InlineData(null, "/usr/bin/dotnet", "dotnet clerksync")]
    [InlineData("./clerksync", "/usr/bin/dotnet", "./clerksync")]
    public void Printed_command_is_the_one_that_started_the_process(string? script, string program, string command)
    {
        var surroundings = new Surroundings
        {
            CurrentFolder = Path.GetTempPath(),
            ProcessPath = program,
            Variables = new Dictionary<string, string> { ["CLERKSYNC_COMMAND"] = script ?? "" },
        };

        Assert.Equal(command, surroundings.Command);
    }

    [Fact]
    public async Task Process_that_dotnet_started_prints_commands_that_begin_with_dotnet()
    {
        var result = await CliProcess.RunAsync(["nonsense"], ("CLERKSYNC_COMMAND", ""));

        Assert.EndsWith("\ndotnet clerksync --help shows the usage.\n", result.Errors, StringComparison.Ordinal);
    }
}
