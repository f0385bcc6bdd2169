using System.Diagnostics;
using Azure.Core;
using ClerkSync.Core.Database;
using ClerkSync.Tests.Drivers;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace ClerkSync.Tests.Database;

/// <summary>
/// Why the token is held by <see cref="EntraToken"/> and not by the caches of Azure.Identity and Npgsql. A failure here means that one
/// of them has changed: once they close the gaps, they replace our cache.
/// </summary>
/// <remarks>Timers run in real time, because neither library's clock can be set.</remarks>
public sealed class EntraLibraryTests : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private const int AtOnce = 20;

    // The cache drops a token five minutes before the token expires.
    private static readonly TimeSpan Cached = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5) + Cached;

    private readonly ShiftedTime _time = new();
    private readonly FakeCredential _fake;
    private readonly TokenGate _gate;
    private IdentityEndpoint _endpoint = null!;
    private string _token = "";

    public EntraLibraryTests(TestDatabase database)
    {
        _fake = new FakeCredential(_time, Life);
        _gate = TokenGate.Start(database.ConnectionString, token => _endpoint.IsAlive(token) || _fake.IsAlive(token));
    }

    public async Task InitializeAsync() => _endpoint = await IdentityEndpoint.StartAsync(Life);

    public async Task DisposeAsync()
    {
        await _gate.DisposeAsync();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Library_opens_a_thousand_connections_over_three_refreshes()
    {
        await using var dataSource = CreateDataSource();
        var watch = Stopwatch.StartNew();

        for (var i = 0; i < 1000 / AtOnce; i++)
        {
            dataSource.Clear();
            // None is given back before all are open.
            var opened = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => OpenAsync(dataSource)));
            await Task.WhenAll(opened.Select(connection => connection.DisposeAsync().AsTask()));
            await Task.Delay(4 * Cached * AtOnce / 1000);
        }

        Assert.Equal((1000, 0), (_gate.Accepted, _gate.Rejected));
        // Tokens end at whole seconds.
        Assert.InRange(_endpoint.Asked, 4, 1 + watch.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task No_connection_opens_while_the_endpoint_is_unavailable_although_the_token_is_valid()
    {
        await using var dataSource = CreateDataSource();
        await using var first = await OpenAsync(dataSource);
        _endpoint.IsUnavailable = true;
        await Task.Delay(Cached);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(4));
        var openings = Enumerable.Range(0, AtOnce).Select(_ => OpenAsync(dataSource, patience.Token)).ToList();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(openings));

        Assert.True(_endpoint.IsAlive(_token));
        Assert.Equal((AtOnce, 1), (openings.Count(opening => opening.IsFaulted || opening.IsCanceled), _gate.Accepted));
        // One caller at a time repeats its request. All at once would send at least 20 more.
        Assert.InRange(_endpoint.Asked, 3, AtOnce);
    }

    [Fact]
    public async Task Connection_waits_for_a_slow_endpoint_although_the_token_is_valid()
    {
        await using var dataSource = CreateDataSource();
        await using var first = await OpenAsync(dataSource);
        _endpoint.Delay = TimeSpan.FromSeconds(1);
        await Task.Delay(Cached);

        var watch = Stopwatch.StartNew();
        await using var second = await OpenAsync(dataSource);

        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.MaxValue);
    }

    [Fact]
    public async Task Periodic_provider_requests_a_token_before_any_connection_is_opened()
    {
        await using var dataSource = CreatePeriodicDataSource();

        for (var i = 0; _fake.Asked == 0; i++)
        {
            Assert.True(i < 1000);
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task Periodic_provider_sends_an_expired_token_after_the_process_was_suspended()
    {
        await using var dataSource = CreatePeriodicDataSource();
        await using var first = await OpenAsync(dataSource);
        _time.PutForward(Life);

        var rejection = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(dataSource));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, rejection.SqlState);
    }

    [Fact]
    public async Task Periodic_provider_does_not_retry_a_failed_first_request_within_two_seconds()
    {
        _fake.IsAway = true;
        await using var dataSource = CreatePeriodicDataSource();
        await Assert.ThrowsAsync<NpgsqlException>(() => OpenAsync(dataSource));
        _fake.IsAway = false;
        await Task.Delay(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<NpgsqlException>(() => OpenAsync(dataSource));

        Assert.Equal(1, _fake.Asked);
    }

    private NpgsqlDataSource CreateDataSource()
    {
        var credential = _endpoint.CreateCredential();
        return Create(builder =>
            builder.UsePasswordProvider(
                _ => throw new NotSupportedException(),
                async (_, cancellationToken) => _token = await GetAsync(credential, cancellationToken)
            )
        );
    }

    /// <summary>The cache of Azure.Identity makes a minute cheap, and a token is then replaced minutes before it expires.</summary>
    private NpgsqlDataSource CreatePeriodicDataSource() =>
        Create(builder =>
            builder.UsePeriodicPasswordProvider(
                (_, cancellationToken) => GetAsync(_fake, cancellationToken),
                TimeSpan.FromMinutes(1),
                TimeSpan.FromSeconds(30)
            )
        );

    private NpgsqlDataSource Create(Action<NpgsqlDataSourceBuilder> supplyToken) =>
        DatabaseSource.Create(
            DatabaseSettings.Read(
                new ConfigurationBuilder()
                    .AddInMemoryCollection([
                        new("DATABASE_URL", $"{_gate.DatabaseUrl}&connection_limit=70"),
                        new("ClerkSync:DatabaseIdentity", "entra"),
                    ])
                    .Build()
            ),
            supplyToken
        );

    private static async ValueTask<string> GetAsync(TokenCredential credential, CancellationToken cancellationToken) =>
        (
            await credential.GetTokenAsync(
                new TokenRequestContext(["https://ossrdbms-aad.database.windows.net/.default"]),
                cancellationToken
            )
        ).Token;

    private static async Task<NpgsqlConnection> OpenAsync(
        NpgsqlDataSource dataSource,
        CancellationToken cancellationToken = default
    ) => await dataSource.OpenConnectionAsync(cancellationToken);
}
