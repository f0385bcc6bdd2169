using System.Text;
using ClerkSync.SimulatedClerk;
using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.Tests.SimulatedClerk;

/// <summary>The state of a simulated Clerk after a restart. A kill leaves the same files as a copy taken while it runs.</summary>
public sealed class PersistenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clerksync-clerk-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task State_is_complete_after_a_kill()
    {
        await using var driver = await ClerkDriver.StartAsync(dataFolder: Folder("first"));
        driver.Clerk.Settings = driver.Clerk.Settings with { Seed = 3 };
        driver.Clerk.Changes.Make(300);
        driver.Clerk.Sessions.Create(driver.SignUp().Id);

        await using var restarted = await ClerkDriver.StartAsync(dataFolder: CopyOf("first"));

        Assert.Equal(Describe(driver.Clerk), Describe(restarted.Clerk));
        Assert.Equal(driver.Clerk.SecretKey, restarted.Clerk.SecretKey);
        Assert.Equal(driver.Clerk.JwtKey, restarted.Clerk.JwtKey);
        Assert.Equal(driver.Clerk.InstanceId, restarted.Clerk.InstanceId);
    }

    [Fact]
    public async Task Files_are_readable_by_their_owner_only()
    {
        Directory.CreateDirectory(Folder("first"));
        // A killed run leaves this file with the permissions of the umask.
        await File.WriteAllTextAsync(Path.Combine(Folder("first"), "journal.jsonl.new"), "");
        await using var driver = await ClerkDriver.StartAsync(dataFolder: Folder("first"));
        driver.SignUp();

        string[] files = ["journal.jsonl", "secret-key", "signing-key.pem", "instance-id"];
        Assert.All(
            files,
            file =>
                Assert.True(
                    OperatingSystem.IsWindows()
                        || File.GetUnixFileMode(Path.Combine(Folder("first"), file))
                            == (UnixFileMode.UserRead | UnixFileMode.UserWrite)
                )
        );
    }

    [Fact]
    public async Task Incomplete_last_line_of_the_journal_is_ignored()
    {
        await using (var driver = await ClerkDriver.StartAsync(dataFolder: Folder("first")))
        {
            driver.SignUp();
        }

        await File.AppendAllTextAsync(Path.Combine(Folder("first"), "journal.jsonl"), """[{"User":{"Id":"user_ha""");
        await using var restarted = await ClerkDriver.StartAsync(dataFolder: Folder("first"));

        Assert.Equal(1, restarted.Clerk.Users.Count);
        restarted.SignUp();
    }

    [Fact]
    public async Task Only_undelivered_messages_are_sent_after_a_restart()
    {
        await using var inbox = await Inbox.StartAsync();
        inbox.Answer = n => n == 1 ? 200 : 500;
        await using (var driver = await ClerkDriver.StartAsync(inbox, dataFolder: Folder("first")))
        {
            driver.SignUp();
            await driver.WaitUntilIdleAsync();
            driver.SignUp();
            await driver.Clerk.WaitUntilIdleAsync(TimeSpan.FromMilliseconds(500), CancellationToken.None);
        }

        inbox.Answer = _ => 200;
        await using var restarted = await ClerkDriver.StartAsync(inbox, dataFolder: Folder("first"));
        await restarted.WaitUntilIdleAsync();

        Assert.Equal([1, 2], inbox.Received.CountBy(received => received.SvixId).Select(pair => pair.Value));
    }

    [Fact]
    public async Task Deleted_id_is_remembered_across_restarts()
    {
        string id;
        await using (var driver = await ClerkDriver.StartAsync(dataFolder: Folder("first")))
        {
            id = driver.SignUp().Id;
            driver.Clerk.Users.Delete(id);
        }

        await using (await ClerkDriver.StartAsync(dataFolder: Folder("first"))) { }

        await using var restarted = await ClerkDriver.StartAsync(dataFolder: Folder("first"));
        Assert.True(restarted.Clerk.State.IsRemoved(id));
    }

    [Fact]
    public async Task Data_folder_that_another_process_uses_is_rejected()
    {
        await using var driver = await ClerkDriver.StartAsync(dataFolder: Folder("first"));

        var rejection = await Assert.ThrowsAsync<SimulatedClerkException>(() =>
            ClerkDriver.StartAsync(dataFolder: Folder("first"))
        );

        Assert.Contains("Another process is using", rejection.Message, StringComparison.Ordinal);
    }

    private string Folder(string name) => Path.Combine(_folder.FullName, name);

    private string CopyOf(string name)
    {
        var copy = _folder.CreateSubdirectory($"{name}-copy");
        foreach (var file in Directory.EnumerateFiles(Folder(name)).Where(file => Path.GetFileName(file) != "lock"))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var target = File.Create(Path.Combine(copy.FullName, Path.GetFileName(file)));
            source.CopyTo(target);
        }

        return copy.FullName;
    }

    private static string Describe(SimulatedClerkServer clerk)
    {
        var buffer = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            clerk.Users.All().ToList().ForEach(user => UserJson.Write(json, user));
            clerk.Organizations.All().ToList().ForEach(view => OrganizationJson.Write(json, view));
            clerk.Memberships.All().ToList().ForEach(view => OrganizationJson.WriteMembership(json, view));
            clerk.Sessions.All().ToList().ForEach(session => SimulatedSessionJson.Write(json, session));
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
