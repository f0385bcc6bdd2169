using System.Text.Json;
using ClerkSync.SimulatedClerk.Objects;

namespace ClerkSync.SimulatedClerk.Simulate;

/// <summary>Makes random changes with their events. Sign-ups are the most frequent, deletions the rarest.</summary>
internal sealed class RandomChanges
{
    private readonly SimulatedClerkServer _clerk;
    private readonly Knobs _knobs;
    private readonly MadeUpPeople _people;
    private readonly List<string> _users;
    private readonly List<string> _organizations;

    // Addresses that users no longer have, so that other users can take them.
    private readonly List<string> _released = [];

    public RandomChanges(SimulatedClerkServer clerk, Knobs knobs)
    {
        (_clerk, _knobs, _people) = (clerk, knobs, new MadeUpPeople(knobs));
        _users = [.. clerk.Users.All().Select(user => user.Id)];
        _organizations = [.. clerk.Organizations.All().Select(view => view.Organization.Id)];
    }

    public void Make(int count)
    {
        for (var i = 0; i < count; i++)
        {
            MakeOne();
        }
    }

    private void MakeOne()
    {
        if (_users.Count == 0)
        {
            CreateUser();
            return;
        }

        switch (_knobs.Draw(100))
        {
            case < 30:
                CreateUser();
                break;
            case < 50:
                Update(user => user with { FirstName = _people.DrawFirstName(), LastName = _people.DrawLastName() });
                break;
            case < 58:
                ChangeEmail();
                break;
            case < 66:
                ChangeMetadata();
                break;
            case < 69:
                Update(user => user with { Banned = !user.Banned });
                break;
            case < 71:
                Update(user => user with { Locked = !user.Locked });
                break;
            case < 79:
                DeleteUser();
                break;
            case < 83:
                CreateOrganization();
                break;
            default:
                ChangeOrganization();
                break;
        }
    }

    private void CreateUser() => _users.Add(_clerk.Users.Create(_people.Draw()).Id);

    private void Update(Func<SimulatedUser, SimulatedUser> update) => _clerk.Users.Update(Pick(_users), update);

    private void ChangeEmail() =>
        Update(user =>
        {
            var email = new Identification
            {
                Id = SimulatedIds.Draw("idn"),
                Value = TakeEmail(),
                CreatedAt = user.UpdatedAt,
            };
            _released.AddRange(user.Emails.Select(old => old.Value));
            return user with { Emails = [email], PrimaryEmailId = email.Id };
        });

    private string TakeEmail()
    {
        if (_released.Count == 0 || _knobs.Draw(2) == 0)
        {
            return MadeUpPeople.DrawEmail();
        }

        var email = Pick(_released);
        _released.Remove(email);
        return email;
    }

    private void ChangeMetadata()
    {
        var metadata = new Metadata
        {
            Public = JsonElement.Parse($$"""{"plan":"plan-{{_knobs.Draw(3)}}"}"""),
            Private = JsonElement.Parse($$"""{ "note": { "number": {{_knobs.Draw(1000)}} } }"""),
        };
        Update(user => user with { Metadata = user.Metadata.Merge(metadata) });
    }

    private void DeleteUser()
    {
        var user = _clerk.Users.Delete(Pick(_users));
        _users.Remove(user.Id);
        _released.AddRange(user.Emails.Select(email => email.Value));
    }

    private void CreateOrganization()
    {
        var name = $"{_people.DrawLastName()} & {_people.DrawLastName()}";
        var view = _clerk.Organizations.Create(
            new NewOrganization
            {
                Name = name,
                Slug = SimulatedIds.Draw("acme").Replace('_', '-').ToLowerInvariant(),
                CreatedBy = Pick(_users),
            }
        );
        _organizations.Add(view.Organization.Id);
    }

    private void ChangeOrganization()
    {
        if (_organizations.Count == 0)
        {
            CreateOrganization();
            return;
        }

        var id = Pick(_organizations);
        switch (_knobs.Draw(17))
        {
            case < 1:
                _clerk.Organizations.Delete(id);
                _organizations.Remove(id);
                break;
            case < 5:
                _clerk.Organizations.Update(id, organization => organization with { Name = _people.DrawLastName() });
                break;
            default:
                ChangeMembership(id, Pick(_users));
                break;
        }
    }

    private void ChangeMembership(string organizationId, string userId)
    {
        var members = _clerk.Memberships.Of(organizationId);
        switch (_knobs.Draw(3))
        {
            case 0 when members.Count > 0:
                var member = members[_knobs.Draw(members.Count)];
                var role = member.Membership.Role == Roles.Admin ? Roles.Member : Roles.Admin;
                _clerk.Memberships.Update(
                    organizationId,
                    member.User.Id,
                    membership => membership with { Role = role }
                );
                break;
            case 1 when members.Count > 0:
                _clerk.Memberships.Delete(organizationId, members[_knobs.Draw(members.Count)].User.Id);
                break;
            default:
                if (members.All(view => view.User.Id != userId))
                {
                    _clerk.Memberships.Create(organizationId, userId, Roles.Member);
                }
                else
                {
                    _clerk.Memberships.Delete(organizationId, userId);
                }

                break;
        }
    }

    private string Pick(List<string> items) => items[_knobs.Draw(items.Count)];
}
